export interface NumberTableProps {
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first cell names its row. */
  readonly rows: readonly (readonly string[])[];
}

/** Numbers in columns, in a box of its own that scrolls sideways where the screen is narrow. */
export function NumberTable({ caption, columns, rows }: NumberTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="overflow-x-auto" aria-label={`${caption}, table`} tabIndex={0}>
      <table className="num w-full text-right text-table">
        <caption className="sr-only">{caption}</caption>
        <thead className="text-fg-2">
          <tr className="border-line border-b">
            {columns.map((column, index) => (
              <th
                key={column}
                scope="col"
                className={`whitespace-nowrap py-1.5 font-medium ${index === 0 ? "pr-3 text-left" : "pl-4"}`}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells]) => (
            <tr key={name} className="border-line border-b last:border-b-0">
              <th scope="row" className="whitespace-nowrap py-1.5 pr-3 text-left font-medium text-fg">
                {name}
              </th>
              {cells.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells are positional columns
                <td key={index} className="whitespace-nowrap py-1.5 pl-4 text-fg-2">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
