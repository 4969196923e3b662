/** Names of recordings: `20261126-203305-k3x9qa.jsonl`, and `20261126-203305-k3x9qa.2.jsonl` for the second file of a run. */

export interface NamedFile {
  /** UTC, as `20261126-203305`: names sort by age. */
  readonly started: string
  readonly run: string
  readonly part: number
}

const pattern = /^(\d{8}-\d{6})-([0-9a-z]+)(?:\.(\d+))?\.jsonl$/

export const recordingName = (started: Date, run: string, part: number): string =>
  `${startedInName(started)}-${run}${part === 1 ? '' : `.${part}`}.jsonl`

/** As `20261126-203305`. */
export function startedInName(started: Date): string {
  const [day = '', time = ''] = started.toISOString().replace(/[-:]/g, '').split(/[T.]/)
  return `${day}-${time}`
}

/** Undefined for files that have another name: those are the user's. */
export function partsOfName(name: string): NamedFile | undefined {
  const found = pattern.exec(name)
  return found ? { started: found[1] ?? '', run: found[2] ?? '', part: Number(found[3] ?? 1) } : undefined
}
