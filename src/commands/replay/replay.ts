/** `claudecodex replay`: sends recorded requests again, or shows what would be sent. */
import { newestName } from '../../recording/locate.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ReplayFlags } from './flags.ts'
import { openRecording } from './open-recording.ts'

/** Throws a `RecordingError` where there is no such recording, and a `CommandError` for flags that do not go together. */
export async function replay(names: readonly string[], flags: ReplayFlags): Promise<number> {
  refuseContradictions(flags)
  const { recording, exchanges } = await openRecording(names, flags)
  try {
    const parts = { flags, name: names.join(' ') || newestName, recording, exchanges }
    if (flags.dryRun) {
      const { dryRun } = await import('./dry-run.ts')
      return await dryRun(parts)
    }
    const { resend } = await import('./resend.ts')
    return await resend(parts)
  } finally {
    await recording.close()
  }
}

function refuseContradictions({ dryRun, output, resume, failOn = [] }: ReplayFlags): void {
  if (output !== undefined && resume !== undefined) {
    throw new CommandError(
      '--resume writes to the file that it continues: leave out --output',
      exitCodes.usage,
    )
  }
  if (dryRun && (output !== undefined || resume !== undefined)) {
    throw new CommandError(
      '--dry-run brings no results to write: leave out --output and --resume',
      exitCodes.usage,
    )
  }
  const wrong = failOn.find(({ name }) => (name === 'wire-diff') !== (dryRun === true))
  if (!wrong) return
  const place = dryRun
    ? `--fail-on ${wrong.name} is of answers, and --dry-run gets none: only wire-diff is for it`
    : '--fail-on wire-diff is of requests that are not sent: it goes with --dry-run'
  throw new CommandError(place, exitCodes.usage)
}
