/**
 * What was named on the command line, opened, and the exchanges that are meant: the one place where the command meets what finds
 * recordings (`names`) and what reads expressions (`matches` of the selection).
 */
import { Recording } from '../../recording/recording.ts'
import { type Selection, selected } from '../../recording/replay/selection.ts'
import type { ReplayParts } from './parts.ts'

/** A name is the path of a file; several are the files of one run. Throws a `RecordingError`. Whoever opens it closes it. */
export async function openRecording(
  names: readonly string[],
  selection: Selection,
): Promise<Pick<ReplayParts, 'recording' | 'exchanges'>> {
  const recording = await Recording.open(names)
  try {
    return { recording, exchanges: await selected(recording.exchanges, selection) }
  } catch (thrown) {
    await recording.close()
    throw thrown
  }
}
