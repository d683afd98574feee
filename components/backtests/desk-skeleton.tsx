/** The desk before it is known what stands on it. */
export function DeskSkeleton({ title }: { readonly title: string }) {
  return (
    <div className="flex flex-col gap-3 px-3 pt-3 pb-6 md:px-4" aria-busy="true">
      <h1 className="font-semibold text-title">{title}</h1>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 min-[1025px]:grid-cols-[320px_minmax(0,1fr)]">
        <div className="skeleton h-14 rounded-card min-[1025px]:h-[560px]" />
        <div className="skeleton h-96 rounded-card" />
      </div>
    </div>
  );
}
