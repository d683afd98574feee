import Link from "next/link";
import { formatCount } from "@/lib/format/count";
import { type ListQuery, serializeListQuery } from "./list-query";

/** Plain pages, for readers who prefer them to scrolling. */
export function PageLinks({ query, pages }: { readonly query: ListQuery; readonly pages: number }) {
  const to = (page: number) => `/momentum${serializeListQuery({ ...query, page })}`;
  return (
    <nav aria-label="Pages" className="num mt-4 flex items-center justify-center gap-3 text-table">
      {query.page > 1 ? (
        <Link href={to(query.page - 1)} rel="prev" className="button">
          Previous
        </Link>
      ) : null}
      <span className="text-fg-2">
        Page {formatCount(query.page)} of {formatCount(pages)}
      </span>
      {query.page < pages ? (
        <Link href={to(query.page + 1)} rel="next" className="button">
          Next
        </Link>
      ) : null}
    </nav>
  );
}
