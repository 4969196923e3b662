/** The command `claudecodex replay`, with its flags. */
import type { Command } from 'commander'
import { logLevelOption, withConfigurationFlags, withVerboseFlag } from './flags.ts'
import { addExamples } from './help.ts'
import { withServeFlags } from './replay/serve-flags.ts'

type Finish = (exitCode: number) => void

export function addReplay(program: Command, finish: Finish): void {
  const command = program
    .command('replay')
    .summary('answer clients from a recording')
    .description('Answer clients from a recording: the same work again, with no network and no model.')
    .argument('<recording...>', 'a recording; several files are those of one run')
  withServeFlags(command)
  withConfigurationFlags(command)
  withVerboseFlag(command, 'print requests and answers in full, and every message')
    .addOption(logLevelOption())
    .option('--json', 'print one JSON object a line: the start, each exchange, and at last what was served')
  addExamples(command, [
    ['claudecodex replay session.jsonl --serve', 'Claude Code, from a recording'],
    ['claudecodex replay session.jsonl --serve --timing real', 'at the pace at which it was'],
    ['claudecodex replay session.jsonl --serve --on-miss live', 'what is new is asked of the backend'],
  ])
  command.action(async (names: readonly string[], flags) => {
    if (!flags.serve) return command.error('error: replay needs to be told what to do: --serve')
    const { serveRecording } = await import('./replay/serve.ts')
    finish(await serveRecording(names, flags))
  })
}
