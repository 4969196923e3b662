/** `claudecodex log delete`: recordings that nobody needs any more. What is being written stays. */
import { rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { type Glance, glanceAt } from '../../recording/glance.ts'
import { findRecording, nothingText, recordedRuns } from '../../recording/locate.ts'
import { RecordingError } from '../../recording/recording-error.ts'
import { isBeingWritten } from '../../recording/written.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { OutputFlags } from '../flags.ts'
import { printableLine } from '../printable.ts'
import { bytesText } from './path.ts'
import { folderOf, type PlaceFlags } from './recordings.ts'

export type DeleteFlags = Pick<PlaceFlags, 'logDir'> &
  OutputFlags & { readonly olderThan?: string; readonly all?: boolean; readonly yes?: boolean }

interface Doomed {
  readonly path: string
  readonly bytes: number
}

export async function remove(names: readonly string[], flags: DeleteFlags): Promise<number> {
  const { doomed, kept } = await sorted(await meant(names, flags))
  for (const { path, reason } of kept) process.stderr.write(`${shownName(path)} stays: ${reason}\n`)
  if (names.length > 0 && kept.length > 0 && doomed.length === 0) {
    throw new CommandError('nothing was deleted', exitCodes.usage)
  }
  if (doomed.length === 0) {
    process.stdout.write('nothing to delete\n')
    return exitCodes.ok
  }
  if (!flags.yes && !(await isAgreed(doomed))) {
    process.stdout.write('nothing was deleted\n')
    return exitCodes.ok
  }
  for (const { path } of doomed) await rm(path, { force: true })
  process.stdout.write(`deleted ${amountText(doomed)}\n`)
  return exitCodes.ok
}

const shownName = (path: string): string => printableLine(basename(path))

async function meant(names: readonly string[], flags: DeleteFlags): Promise<readonly string[]> {
  const ways = [names.length > 0, flags.all === true, flags.olderThan !== undefined].filter(Boolean).length
  if (ways !== 1) {
    throw new CommandError(
      ways === 0
        ? 'say which: names of recordings, --older-than 7d, or --all'
        : 'names, --older-than and --all are three ways to say which: choose one',
      exitCodes.usage,
    )
  }
  const folder = folderOf(flags)
  if (names.length > 0) {
    const found = await Promise.all(names.map(name => findRecording(name, folder)))
    return [...new Set(found.flat())]
  }
  const all = (await recordedRuns(folder)).flatMap(({ paths }) => paths)
  if (all.length === 0) throw new RecordingError(nothingText(folder))
  return flags.olderThan === undefined ? all : olderThan(all, flags.olderThan)
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

async function olderThan(paths: readonly string[], text: string): Promise<readonly string[]> {
  const [, digits, unit] = /^(\d+)([mhdw])$/.exec(text) ?? []
  if (digits === undefined) {
    throw new CommandError(
      `--older-than ${printableLine(text)}: a time is a number with m, h, d or w behind it, such as 7d`,
      exitCodes.usage,
    )
  }
  const limit = Date.now() - Number(digits) * units[unit as keyof typeof units]
  const times = await Promise.all(paths.map(async path => (await stat(path)).mtimeMs))
  return paths.filter((_, index) => (times[index] ?? 0) < limit)
}

interface Kept {
  readonly path: string
  readonly reason: string
}

async function sorted(
  paths: readonly string[],
): Promise<{ readonly doomed: readonly Doomed[]; readonly kept: readonly Kept[] }> {
  const doomed: Doomed[] = []
  const kept: Kept[] = []
  for (const path of paths) {
    const { head, tail, bytes, modified, problem = '' } = await glanceOf(path)
    const silence = Date.now() - modified.getTime()
    // Whatever else is called .jsonl is somebody's.
    if (!head) kept.push({ path, reason: printableLine(problem) })
    else if (isBeingWritten(head, tail, silence))
      kept.push({ path, reason: 'a proxy that runs is writing it' })
    else doomed.push({ path, bytes })
  }
  return { doomed, kept }
}

async function glanceOf(path: string): Promise<Glance> {
  try {
    return await glanceAt(path)
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    throw new RecordingError(
      code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read: ${message}`,
    )
  }
}

const amountText = (files: readonly Doomed[]): string =>
  `${files.length} file${files.length === 1 ? '' : 's'}, ${bytesText(files.reduce((sum, { bytes }) => sum + bytes, 0))}`

async function isAgreed(doomed: readonly Doomed[]): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new CommandError(
      `${amountText(doomed)} would be deleted: say --yes where there is no terminal to ask in`,
      exitCodes.usage,
    )
  }
  for (const { path, bytes } of doomed) process.stdout.write(`  ${shownName(path)}  ${bytesText(bytes)}\n`)
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const gone = new AbortController()
  for (const event of ['SIGINT', 'close'] as const) lines.once(event, () => gone.abort())
  try {
    const answer = await lines.question(`Delete ${amountText(doomed)}? [y/N] `, { signal: gone.signal })
    return /^y(es)?$/i.test(answer.trim())
  } catch (thrown) {
    if (!gone.signal.aborted) throw thrown
    throw new CommandError('nothing was deleted', exitCodes.interrupted, thrown)
  } finally {
    lines.close()
  }
}
