// Preloaded into every supervised process: when the supervisor dies, however it dies, its children end too.

if (process.channel) {
  process.on("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), 10_000).unref();
  });
  // The listener would otherwise keep a process alive that has nothing left to do.
  process.channel.unref();
}
