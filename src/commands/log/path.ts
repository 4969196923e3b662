/** `claudecodex log path`: where recordings lie, and which there are. */
import { basename } from 'node:path'
import type { ChalkInstance } from 'chalk'
import { countExchanges, type Glance, glanceAt } from '../../recording/glance.ts'
import { nothingText, recordedRuns } from '../../recording/locate.ts'
import { isBeingWritten } from '../../recording/written.ts'
import { colorsOf } from '../colors.ts'
import { exitCodes } from '../exit-codes.ts'
import type { OutputFlags } from '../flags.ts'
import { printableLine } from '../printable.ts'
import { write } from './output.ts'
import { folderOf, type PlaceFlags } from './recordings.ts'

export type PathFlags = PlaceFlags & OutputFlags & { readonly json?: boolean }

export interface ListedFile {
  readonly path: string
  readonly run: string
  readonly bytes: number
  /** ISO 8601. */
  readonly modified: string
  /** Absent where the file cannot be read. */
  readonly exchanges?: number
  /** `closed`: as its writer meant it to end. `cut off`: the program was ended from outside. */
  readonly state: 'closed' | 'recording' | 'cut off' | 'unreadable'
}

export async function path(flags: PathFlags): Promise<number> {
  const folder = folderOf(flags)
  const files: ListedFile[] = []
  for (const { run, paths } of await recordedRuns(folder)) {
    for (const file of paths) files.push(await listedFile(run, await glanceAt(file)))
  }
  await write(
    flags.json ? `${JSON.stringify({ folder, files })}\n` : pathText(folder, files, colorsOf('stdout')),
  )
  return exitCodes.ok
}

async function listedFile(run: string, glance: Glance): Promise<ListedFile> {
  const { path, bytes, modified, head, tail } = glance
  const file = { path, run, bytes, modified: modified.toISOString() }
  if (!head) return { ...file, state: 'unreadable' }
  if (tail) return { ...file, state: 'closed', exchanges: tail.exchanges }
  const state = isBeingWritten(head, tail, Date.now() - modified.getTime()) ? 'recording' : 'cut off'
  return { ...file, state, exchanges: await countExchanges(path) }
}

export function pathText(folder: string, files: readonly ListedFile[], colors: ChalkInstance): string {
  const title = colors.bold(printableLine(folder))
  if (files.length === 0) return `${title}\n${nothingText(printableLine(folder))}\n`
  const rows = files.map(({ path, bytes, modified, exchanges, state }) => [
    printableLine(basename(path)),
    bytesText(bytes),
    new Date(modified).toLocaleString('sv'),
    exchanges === undefined ? '' : `${exchanges} exchange${exchanges === 1 ? '' : 's'}`,
    state === 'closed' ? '' : state,
  ])
  const widths = [0, 1, 2, 3].map(column => Math.max(...rows.map(row => (row[column] ?? '').length)))
  const lines = rows.map(([name = '', size = '', ...rest]) =>
    [
      colors.cyan(name.padEnd(widths[0] ?? 0)),
      size.padStart(widths[1] ?? 0),
      ...rest.map((text, index) => text.padEnd(widths[index + 2] ?? 0)),
    ]
      .join('  ')
      .trimEnd(),
  )
  const sum = files.reduce((all, { bytes }) => all + bytes, 0)
  return `${title}\n${lines.map(line => `  ${line}\n`).join('')}  ${colors.dim(`${files.length} file${files.length === 1 ? '' : 's'}, ${bytesText(sum)}`)}\n`
}

/** `812 B`, `1.2 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let amount = bytes
  let unit = 0
  for (; amount >= 999.5 && unit < units.length - 1; unit += 1) amount /= 1_000
  return `${unit === 0 || amount >= 99.5 ? Math.round(amount) : amount.toFixed(1)} ${units[unit]}`
}
