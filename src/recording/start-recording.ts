/** Begins the recording of a run: its files, what writes them, and the end of old ones. */
import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Log } from '../core/log.ts'
import { packageVersion } from '../core/version.ts'
import { recordingName } from './file-names.ts'
import { LogFiles } from './log-files.ts'
import { partOfFile } from './make-room.ts'
import { Recorder } from './recorder.ts'
import { removeOldRecordings } from './retention.ts'
import { hostHash } from './written.ts'

export interface RecordingOptions {
  /** Where recordings are kept, each under a name of its own. */
  readonly folder: string
  /** One file in place of the folder; an earlier recording of that name is moved aside. */
  readonly file?: string
  /** Days for which recordings are kept in the folder. */
  readonly days: number
  /** Bytes that all recordings in the folder may take. */
  readonly bytes: number
  /** Bytes from which on a new file begins. */
  readonly fileBytes?: number
  /** Name of the default backend. */
  readonly backend?: string
  readonly log: Log
}

export interface RunningRecording {
  readonly recorder: Recorder
  /** The file that is written now. */
  readonly path: string
  /** Lines that could not be written. */
  readonly lost: number
  close(): Promise<void>
}

/** Milliseconds until old recordings are looked for. */
const afterStart = 1_000

/** Throws a `RecordingError` where the file cannot be made. */
export async function startRecording(options: RecordingOptions): Promise<RunningRecording> {
  const { folder, file, backend, log, days, bytes, fileBytes } = options
  const started = new Date()
  const run = randomBytes(4).toString('hex')
  const removeOld = () => void (file === undefined && removeOldRecordings({ folder, run, days, bytes, log }))
  const path = file === undefined ? undefined : resolve(file)
  const files = await LogFiles.create({
    pathOf: part =>
      path === undefined ? join(folder, recordingName(started, run, part)) : partOfFile(path, part),
    head: {
      v: 1,
      type: 'head',
      schema: 'claudecodex-log',
      program: packageVersion(),
      run,
      started: started.toISOString(),
      pid: process.pid,
      host: hostHash(),
      ...(backend !== undefined && { backend }),
    },
    log,
    ...(fileBytes !== undefined && { fullAt: fileBytes }),
    onNextPart: removeOld,
  })
  const recorder = new Recorder({ files, report: text => log.error(text) })
  const writeNow = () => files.writeNow()
  process.on('exit', writeNow)
  // The program that starts has more urgent things to do.
  const looking = setTimeout(removeOld, afterStart)
  looking.unref()
  return {
    recorder,
    get path() {
      return files.current().path
    },
    get lost() {
      return files.lost
    },
    async close() {
      clearTimeout(looking)
      await recorder.close()
      process.off('exit', writeNow)
    },
  }
}
