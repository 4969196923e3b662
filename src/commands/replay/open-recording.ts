/**
 * The recording that is meant by a name, and the filter that is meant by an expression: the one place where the command meets
 * what finds recordings and reads filters.
 */
import { Recording } from '../../recording/recording.ts'

/** A name is the path of a file; several are the files of one run. Throws a `RecordingError`. */
export const openRecording = (names: readonly string[]): Promise<Recording> => Recording.open(names)
