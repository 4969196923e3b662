/** The commands of `claudecodex plugins`, with their flags. */
import type { Command } from 'commander'
import { portOption, withConfigurationFlags, withVerboseFlag } from './flags.ts'
import { addExamples } from './help.ts'

type Finish = (exitCode: number) => void

export function addPlugins(program: Command, finish: Finish): void {
  const plugins = program
    .command('plugins')
    .summary('see which plugins run')
    .description('See which plugins run, in which order, and what they cost.')
    .helpCommand(false)
  addList(plugins, finish)
  addExamples(plugins, [['claudecodex plugins list', 'order, hooks, options, state and time']])
}

function addList(plugins: Command, finish: Finish): void {
  const command = plugins
    .command('list')
    .summary('print the plugins that run, or would run')
    .description(
      'Print the plugins of the proxy that runs, with their state and the time they have taken; where none does, those that ' +
        'the configuration would run. Outermost first: the first sees a request first and an answer last. Texts in options are ' +
        'not shown, for they may be secrets.',
    )
    .addOption(portOption('where the proxy listens (SERVER_PORT, else 8082)'))
  withConfigurationFlags(command)
  withVerboseFlag(command, 'show where an unexpected error happened').option(
    '--json',
    'print one JSON object, for other programs',
  )
  addExamples(command, [
    ['claudecodex plugins list', 'of the proxy on this machine, else of this folder’s configuration'],
    ['claudecodex plugins list --config other.config.ts', 'what another configuration would run'],
    ["claudecodex plugins list --json | jq '.plugins[] | select(.failures > 0)'", 'those that have failed'],
  ])
  command.action(async flags => {
    const { list } = await import('./plugins/list.ts')
    finish(await list(flags))
  })
}
