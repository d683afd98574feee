import Link from "next/link";
import { usePathname } from "next/navigation";
import { RequestFailure } from "@/hooks/requests";

/** Why something could not be read, and the way on: to the sign-in where reading is closed, else another try. */
export function ReadProblem({
  what,
  error,
  onRetry,
}: {
  readonly what: string;
  readonly error: Error;
  readonly onRetry?: () => void;
}) {
  const path = usePathname();
  if (error instanceof RequestFailure && error.needsSignIn) {
    return (
      <p className="text-body text-fg-2" data-testid="read-sign-in">
        This instance is read by its owner only.{" "}
        <Link
          href={`/sign-in?${new URLSearchParams({ next: path })}`}
          className="text-accent underline underline-offset-2"
        >
          Sign in
        </Link>
      </p>
    );
  }
  return (
    <p role="alert" className="flex flex-wrap items-center gap-3 text-body text-fg-2">
      {what} could not be read: {error.message}
      {onRetry !== undefined && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </p>
  );
}
