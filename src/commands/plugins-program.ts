/** The commands of `claudecodex plugins`, with their flags. */
import type { Command } from 'commander'
import { hookNames } from '../core/running-plugin.ts'
import { portOption, withConfigurationFlags, withVerboseFlag } from './flags.ts'
import { addExamples } from './help.ts'

type Finish = (exitCode: number) => void

export function addPlugins(program: Command, finish: Finish): void {
  const plugins = program
    .command('plugins')
    .summary('see which plugins run, write new ones, and check them')
    .description(
      'See which plugins run, write new ones, and check them. A plugin is a file of TypeScript or JavaScript that sees and ' +
        'changes what passes through the proxy; it needs no build step.',
    )
    .helpCommand(false)
  addList(plugins, finish)
  addNew(plugins, finish)
  addCheck(plugins, finish)
  addExamples(plugins, [
    ['claudecodex plugins list', 'order, hooks, options, state and time'],
    ['claudecodex plugins new my-plugin', 'writes a plugin and its test'],
    ['claudecodex plugins check my-plugin.ts', 'runs both'],
  ])
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

function addNew(plugins: Command, finish: Finish): void {
  const command = plugins
    .command('new')
    .summary('write a plugin and its test')
    .description(
      'Write a plugin with a few lines for each hook, and a test beside it that passes. Nothing that is there is replaced.',
    )
    .argument('<name>', 'lower-case words with - between them; the file has the same name')
    .option('--hooks <names>', `which hooks it begins with, commas between them: ${hookNames.join(', ')}`)
    .option('--js', 'write JavaScript')
    .option('--add', 'enter it in the configuration of this folder, without asking')
  withVerboseFlag(command, 'show where an unexpected error happened')
  addExamples(command, [
    ['claudecodex plugins new hide-names', 'hide-names.ts and hide-names.test.ts'],
    ['claudecodex plugins new shout --hooks onEvent --add', 'one hook, and the next start runs it'],
  ])
  command.action(async (name: string, flags) => {
    const { newPlugin } = await import('./plugins/new.ts')
    finish(await newPlugin(name, flags))
  })
}

function addCheck(plugins: Command, finish: Finish): void {
  const command = plugins
    .command('check')
    .summary('run a plugin on recorded exchanges')
    .description(
      'Load a plugin as the proxy would, and run it without any network on recorded exchanges of Claude Code: streamed, as one ' +
        'body, counted, failing; with the stream cut and lost at many places, and a client that leaves after every event. Says what ' +
        'the plugin changed, what went wrong and where, and how long its hooks took; then runs the tests beside it ' +
        '(my-plugin.test.ts). What a plugin does elsewhere, such as to files, it does then too.',
    )
    .argument('<plugin>', 'a file, a package, or the name of a plugin that ships')
    .option('--options <json>', 'its options, as the configuration would give them')
    .option('--exchanges <folder>', 'recorded exchanges of your own: folders with request.json and an answer')
    .option('--no-test', 'leave the tests beside it alone')
  withVerboseFlag(command, 'show where an unexpected error happened').option(
    '--json',
    'print one JSON object, for other programs',
  )
  addExamples(command, [
    ['claudecodex plugins check shout.ts', 'ends with 5 if anything is wrong'],
    [`claudecodex plugins check ./gate.ts --options '{"model":"demo"}'`, 'with options'],
    ['claudecodex plugins check claudecodex-plugin-x --exchanges recorded', 'a package, on your own traffic'],
  ])
  command.action(async (plugin: string, flags) => {
    const { check } = await import('./plugins/check.ts')
    finish(await check(plugin, flags))
  })
}
