/** Makes a file name free for a new recording, so that every start with the same `--log-file` works and nothing is lost. */
import { rename, rm, stat } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { startedInName } from './file-names.ts'
import { RecordingError } from './recording-error.ts'
import { headOf, writerOf } from './written.ts'

export interface Moved {
  readonly from: string
  readonly to: string
}

/** `run.jsonl`, `run.2.jsonl`: the files of a run that the user has named. */
export function partOfFile(path: string, part: number): string {
  if (part === 1) return path
  const { dir, name, ext } = parse(path)
  return join(dir, `${name}.${part}${ext}`)
}

/**
 * Renames the recording of that name and its further parts by the time they were started; an empty file makes way. Throws a
 * `RecordingError` for what is no recording, or is being written.
 */
export async function makeRoom(path: string): Promise<readonly Moved[]> {
  const moved: Moved[] = []
  for (let part = 1; part === 1 || (await exists(partOfFile(path, part))); part += 1) {
    const from = partOfFile(path, part)
    if (!(await exists(from))) continue
    try {
      const to = await moveAside(from, path, part)
      if (to !== undefined) moved.push({ from, to })
    } catch (thrown) {
      if (thrown instanceof RecordingError) throw thrown
      throw new RecordingError(`${from} is in the way: ${(thrown as Error).message}. Name another file`, {
        cause: thrown,
      })
    }
  }
  return moved
}

async function moveAside(from: string, path: string, part: number): Promise<string | undefined> {
  const facts = await stat(from)
  if (!facts.isFile()) throw new RecordingError(`${from} is no file: name one that a recording may have`)
  if (facts.size === 0) {
    await rm(from)
    return undefined
  }
  const head = await headOf(from)
  if (!head) throw new RecordingError(`${from} is no recording, and is left as it is: name another file`)
  const writer = await writerOf(from)
  // A writer elsewhere writes on under the new name; a container that was killed would else keep its next start from working.
  if (writer && !writer.isElsewhere) {
    throw new RecordingError(
      `${from} is being written by another claudecodex, process ${writer.pid}: name another file`,
    )
  }
  const to = await freeName(path, startedInName(new Date(head.started)), part)
  await rename(from, to)
  return to
}

async function freeName(path: string, started: string, part: number): Promise<string> {
  const { dir, name, ext } = parse(path)
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? started : `${started}-${count}`
    const free = partOfFile(join(dir, `${name}-${suffix}${ext}`), part)
    if (!(await exists(free))) return free
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
