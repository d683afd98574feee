import type { Fact } from "./present-coin";

/** Names and readings in two columns; an unknown reading says why under it. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[1fr_auto] text-table">
      {facts.map((fact) => (
        <div key={fact.name} className="contents">
          <dt className="border-line border-b py-1.5 text-fg-2">{fact.name}</dt>
          <dd className="num border-line border-b py-1.5 pl-4 text-right text-fg">
            {fact.reason ? (
              <span className="text-fg-3" title={fact.reason}>
                {fact.value} <span className="text-meta">{fact.reason}</span>
              </span>
            ) : (
              fact.value
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
