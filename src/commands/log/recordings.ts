/** The recordings that a command is about, opened for as long as it runs. */
import { resolve } from 'node:path'
import { logFolder } from '../../config/home.ts'
import { findRecording, findSession, newestName } from '../../recording/locate.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { Recording } from '../../recording/recording.ts'
import { RecordingError } from '../../recording/recording-error.ts'
import type { HeadLine } from '../../recording/schema.ts'
import { isBeingWritten } from '../../recording/written.ts'
import { printableLine } from '../printable.ts'

export interface PlaceFlags {
  readonly logDir?: string
  /** A client's session, or the beginning of its id. */
  readonly session?: string
}

export interface Opened {
  readonly recording: Recording
  /** All, or those of the session that was asked for. */
  readonly exchanges: readonly RecordedExchange[]
}

export const folderOf = ({ logDir }: PlaceFlags): string =>
  logDir === undefined ? logFolder(process.cwd(), process.env) : resolve(logDir)

/** The files of each run that is meant: the newest where neither a name nor a session says another. */
export async function chosenRuns(
  names: readonly string[],
  flags: PlaceFlags,
): Promise<readonly (readonly string[])[]> {
  const folder = folderOf(flags)
  if (names.length === 0 && flags.session !== undefined) {
    return (await findSession(flags.session, folder)).map(({ paths }) => paths)
  }
  const wanted = names.length > 0 ? names : [newestName]
  const runs: (readonly string[])[] = []
  for (const name of wanted) runs.push(await findRecording(name, folder))
  // `last` and a name may be the same run, whose numbers must not count twice.
  return runs.filter((paths, index) => runs.findIndex(([first]) => first === paths[0]) === index)
}

export async function withRecordings<Result>(
  names: readonly string[],
  flags: PlaceFlags,
  work: (opened: readonly Opened[]) => Promise<Result>,
): Promise<Result> {
  const recordings: Recording[] = []
  try {
    for (const paths of await chosenRuns(names, flags)) recordings.push(await Recording.open(paths))
    return await work(recordings.map(recording => openedFor(recording, flags)))
  } finally {
    await Promise.all(recordings.map(recording => recording.close()))
  }
}

function openedFor(recording: Recording, { session }: PlaceFlags): Opened {
  const { exchanges } = recording
  if (session === undefined) return { recording, exchanges }
  return { recording, exchanges: exchanges.filter(({ open }) => open.who.session?.startsWith(session)) }
}

/** `#12`, `12`, or the beginning of an id; of several runs the newest that has it. */
export function findExchange(opened: readonly Opened[], wanted: string): RecordedExchange {
  const number = /^#?(\d+)$/.exec(wanted)?.[1]
  const isWanted = ({ seq, id }: RecordedExchange): boolean =>
    number === undefined ? id.startsWith(wanted) : seq === Number(number)
  for (const { exchanges } of opened.toReversed()) {
    const found = exchanges.find(isWanted)
    if (found) return found
  }
  throw new RecordingError(missingText(opened, wanted))
}

function missingText(opened: readonly Opened[], wanted: string): string {
  const numbers = opened.flatMap(({ exchanges }) => exchanges.map(({ seq }) => seq))
  const name = /^\d+$/.test(wanted) ? `#${wanted}` : wanted
  if (numbers.length === 0) return `there is no ${name}: the recording has no exchange yet`
  const [first, last] = numbers.reduce(
    ([least, most], seq) => [Math.min(least, seq), Math.max(most, seq)],
    [Number.POSITIVE_INFINITY, 0],
  )
  return `there is no ${name}: the recording has #${first} to #${last}`
}

/** True while the run still records. */
export const isLive = ({ head, state }: Recording): boolean =>
  !state.isClosed && isBeingWritten(head, undefined)

/** What is to be said before anybody relies on a recording: a sentence each. */
export function stateNotes(recording: Recording): readonly string[] {
  const { state, exchanges } = recording
  const live = isLive(recording)
  const open = exchanges.filter(({ end }) => !end).length
  const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
  return [
    ...(state.isTorn && !live ? ['the last line has no end: the program was killed while it wrote'] : []),
    ...(state.damaged > 0
      ? [`${counted(state.damaged, 'line')} of it cannot be read, and what they held is missing`]
      : []),
    ...(state.lost > 0 ? [`${counted(state.lost, 'line')} could not be written when it was recorded`] : []),
    ...(state.isClosed || live
      ? []
      : [
          `it was not closed: the program was ended from outside${open > 0 ? `, amidst ${counted(open, 'exchange')}` : ''}`,
        ]),
  ]
}

export function reportState({ recording }: Opened): void {
  for (const note of stateNotes(recording)) process.stderr.write(`${runName(recording.head)}: ${note}\n`)
}

export const runName = ({ run }: HeadLine): string => `recording ${printableLine(run)}`
