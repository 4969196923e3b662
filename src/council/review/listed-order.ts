/** Finds a numbered list of labels under a heading that promises a ranking. What prose mentions first is no vote. */

const heading = /^(?:(?:my|the|our|final|overall) )*ranking(?: \(?(?:from )?best (?:to worst|first)\)?)?$/i
const item = /^\s*\d{1,3}\s*[.):]\s*(.+)$/
const names =
  /^((?:(?:answer|candidate|draft|response|label)\s+)?[a-z]{2,3}(?:\s*(?:[=,&/]|and)\s*[a-z]{2,3})*)(?=$|\s*[-–—:(,.;])/i

/** The lists, the last one first; each is what its lines name, the best first. */
export function* listsIn(text: string): Generator<readonly string[]> {
  const lines = text.slice(-100_000).split(/\r?\n/)
  for (let index = lines.length - 1; index >= 0; index--) {
    if (!heading.test(bare(lines[index] ?? ''))) continue
    const list = listFrom(lines, index + 1)
    if (list.length > 0) yield list
  }
}

function listFrom(lines: readonly string[], start: number): readonly string[] {
  const found: string[] = []
  for (const line of lines.slice(start, start + 400)) {
    if (line.trim() === '') continue
    const words = item.exec(line)?.[1]
    if (words === undefined) break
    found.push(names.exec(bare(words))?.[1] ?? words)
  }
  return found
}

/** Without the marks of Markdown. */
const bare = (line: string): string =>
  line
    .replace(/[*_`#>[\]"]/g, '')
    .replace(/:\s*$/, '')
    .trim()
