/** Finds the files that a name of a recording means. */
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { partsOfName } from './file-names.ts'
import { Recording } from './recording.ts'
import { RecordingError } from './recording-error.ts'

/** The files of one run, in their order. */
export interface RunFiles {
  readonly run: string
  /** UTC, as `20261126-203305`. */
  readonly started: string
  readonly paths: readonly string[]
}

/** The newest run where no other is named. */
export const newestName = 'last'
const shownNames = 8

/** Oldest first. A folder that is not there holds none. */
export async function recordedRuns(folder: string): Promise<readonly RunFiles[]> {
  const runs = new Map<string, { readonly started: string; readonly parts: [number, string][] }>()
  for (const name of await namesIn(folder)) {
    const named = partsOfName(name)
    if (!named) continue
    const run = runs.get(named.run) ?? { started: named.started, parts: [] }
    run.parts.push([named.part, join(folder, name)])
    runs.set(named.run, run)
  }
  return [...runs]
    .map(([run, { started, parts }]) => ({ run, started, paths: parts.sort(byPart).map(([, path]) => path) }))
    .sort((one, other) => (one.started < other.started ? -1 : one.started > other.started ? 1 : 0))
}

const byPart = ([one]: readonly [number, string], [other]: readonly [number, string]): number => one - other

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    throw new RecordingError(`${folder} cannot be read: ${message}`)
  }
}

/**
 * `last`, a run, the beginning of a file's name, or a path: all files of that run, or the one file that has another name. Throws
 * a `RecordingError` that says what there is.
 */
export async function findRecording(name: string, folder: string): Promise<readonly string[]> {
  if (isPath(name)) return filesOfPath(await placeOf(name, folder))
  const runs = await recordedRuns(folder)
  const newest = runs.at(-1)
  if (!newest) throw new RecordingError(nothingText(folder))
  if (name === newestName) return newest.paths
  const exact = runs.find(({ run }) => run === name)
  if (exact) return exact.paths
  const found = runs.filter(run => beginsWith(run, name))
  const [only] = found
  if (!only) throw new RecordingError(unknownText(name, runs, folder))
  if (found.length > 1) {
    throw new RecordingError(`"${name}" begins the names of ${found.length} runs:\n${listText(found)}`)
  }
  return only.paths
}

export const nothingText = (folder: string): string =>
  `nothing is recorded in ${folder} yet: \`claudecodex serve\` records what passes through it`

const isPath = (name: string): boolean => /[/\\]|\.jsonl$/.test(name)

/** The name of a file alone may be one of the folder, as `log path` prints it. */
async function placeOf(name: string, folder: string): Promise<string> {
  const [here, there] = [resolve(name), join(folder, name)]
  return !/[/\\]/.test(name) && !(await isFile(here)) && (await isFile(there)) ? there : here
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isFile(),
    () => false,
  )

/** A file that is named as a run's, and stands beside its other parts, stands for all of them. */
async function filesOfPath(path: string): Promise<readonly string[]> {
  const named = partsOfName(basename(path))
  if (!named || !(await isFile(path))) return [path]
  const siblings = (await recordedRuns(dirname(path))).find(({ run }) => run === named.run)
  return siblings?.paths ?? [path]
}

const beginsWith = ({ run, paths }: RunFiles, name: string): boolean =>
  run.startsWith(name) || paths.some(path => basename(path).startsWith(name))

function unknownText(name: string, runs: readonly RunFiles[], folder: string): string {
  const near = runs
    .map(run => ({ run, shared: likeness(name, run) }))
    .filter(({ shared }) => shared > 0)
    .sort((one, other) => other.shared - one.shared)
    .map(({ run }) => run)
  const shown = near.length > 0 ? near : runs.toReversed()
  return (
    `no recording in ${folder} is called "${name}"; ${near.length > 0 ? 'names like it' : 'the newest'}:\n` +
    `${listText(shown.slice(0, shownNames))}\n(\`claudecodex log path\` lists all; \`last\` is the newest)`
  )
}

const pairs = (text: string): ReadonlySet<string> =>
  new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2)))

/** Pairs of letters in common, of a run's own name or of its file's; less than half is nothing. */
function likeness(name: string, { run, paths }: RunFiles): number {
  const wanted = pairs(name.toLowerCase())
  const best = Math.max(
    ...[run, ...paths.map(path => basename(path))].map(candidate => {
      const offered = pairs(candidate)
      return [...wanted].filter(pair => offered.has(pair)).length
    }),
  )
  return best * 2 > wanted.size ? best : 0
}

const listText = (runs: readonly RunFiles[]): string =>
  runs.map(({ paths }) => `  ${basename(paths[0] ?? '')}`).join('\n')

export interface FoundSession extends RunFiles {
  /** Whole, though its beginning was asked for. */
  readonly session: string
}

/** The runs in which a client's session has asked, newest last; a unique beginning of its id will do. */
export async function findSession(id: string, folder: string): Promise<readonly FoundSession[]> {
  const runs = await recordedRuns(folder)
  if (runs.length === 0) throw new RecordingError(nothingText(folder))
  const found: FoundSession[] = []
  const known = new Set<string>()
  for (const run of runs) {
    for (const session of await sessionsOf(run)) {
      known.add(session)
      if (session.startsWith(id)) found.push({ ...run, session })
    }
  }
  const names = [...new Set(found.map(({ session }) => session))]
  if (names.length > 1 && !names.includes(id)) {
    throw new RecordingError(`"${id}" begins the names of ${names.length} sessions:\n${namesText(names)}`)
  }
  if (names.length === 0) {
    throw new RecordingError(
      known.size === 0
        ? `no exchange in ${folder} carries a session: its client names none`
        : `no session in ${folder} begins with "${id}"; the newest:\n${namesText([...known].toReversed())}`,
    )
  }
  return names.includes(id) ? found.filter(({ session }) => session === id) : found
}

const namesText = (names: readonly string[]): string =>
  names
    .slice(0, shownNames)
    .map(name => `  ${name}`)
    .join('\n')

/** A file that cannot be read has none: one that is foreign hides no other. */
async function sessionsOf({ paths }: RunFiles): Promise<ReadonlySet<string>> {
  const sessions = new Set<string>()
  for (const path of paths) {
    const recording = await Recording.open([path]).catch((thrown: unknown) => {
      if (thrown instanceof RecordingError) return undefined
      throw thrown
    })
    for (const { open } of recording?.exchanges ?? []) if (open.who.session) sessions.add(open.who.session)
    await recording?.close()
  }
  return sessions
}
