/** The recording that was named on the command line, opened, and the exchanges of it that are meant. */
import { compileFilter } from '../../recording/filter/compile-filter.ts'
import { Recording } from '../../recording/recording.ts'
import { selected } from '../../recording/replay/selection.ts'
import { chosenRuns } from '../log/recordings.ts'
import type { SelectionFlags } from './flags.ts'
import type { ReplayParts } from './parts.ts'

/** Throws a `RecordingError`, or a `FilterError` for a filter that cannot be read. Whoever opens it closes it. */
export async function openRecording(
  names: readonly string[],
  flags: SelectionFlags,
): Promise<Pick<ReplayParts, 'recording' | 'exchanges'>> {
  const filter = flags.filter === undefined ? undefined : compileFilter(flags.filter, { now: Date.now() })
  const recording = await Recording.open((await chosenRuns(names, flags)).flat())
  try {
    const selection = { ...flags, ...(filter && { matches: filter.matches }) }
    return { recording, exchanges: await selected(recording.exchanges, selection) }
  } catch (thrown) {
    await recording.close()
    throw thrown
  }
}
