/** The commands of `claudecodex log`, with their flags. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { nearest } from '../core/nearest.ts'
import { filterRows } from '../recording/filter/filter-help.ts'
import { RecordingError } from '../recording/recording-error.ts'
import { withVerboseFlag } from './flags.ts'
import { addExamples, addTable } from './help.ts'

type Finish = (exitCode: number) => void

const recordingMeaning = '`last` (the newest), a run, the beginning of its name, or a .jsonl file'

export function addLog(program: Command, finish: Finish): void {
  const log = program
    .command('log')
    .summary('read what was recorded')
    .description(
      'Read what `claudecodex serve` and `run` have recorded: every exchange with its request, answer, tools, tokens, time and cost. ' +
        'Without the name of a command it is list.',
    )
    .helpCommand(false)
  for (const add of [addList, addPath, addTail, addShow, addStats, addDiff, addDelete]) add(log, finish)
  addExamples(log, [
    ['claudecodex log', 'the newest recording, one line an exchange'],
    ["claudecodex log --filter '~e | ~slow 1m'", 'what failed or took long'],
    ['claudecodex log show 12', 'all about one exchange'],
    ['claudecodex log diff 12 13', 'what changed, and why the cache missed'],
    ['claudecodex log tail -f', 'what is recorded now'],
  ])
}

const withPlace = (command: Command): Command =>
  command
    .optionsGroup('Recording:')
    .option('--session <id>', 'of a session of the client, by the beginning of its id')
    .option('--log-dir <folder>', 'where recordings lie (logs in CLAUDECODEX_HOME)')

const withFilter = (command: Command): Command =>
  command.option('--filter <filter>', 'only these, such as ~e or "~m opus ~slow 10s"')

const withOutput = (command: Command, json?: string): Command => {
  withVerboseFlag(command, 'show where an unexpected error happened')
  return json === undefined ? command : command.option('--json', json)
}

function readCount(text: string): number {
  if (/^\d+$/.test(text) && Number(text) > 0) return Number(text)
  throw new InvalidArgumentError('It is a whole number from 1.')
}

const addFilterHelp = (command: Command): void =>
  addTable(command, 'A filter chooses exchanges …', filterRows)

function addList(log: Command, finish: Finish): void {
  const command = log
    .command('list', { isDefault: true })
    .summary('print one line an exchange (so does no command at all)')
    .description(
      'Print one line an exchange: its number, when, who asked, which model answered, the tokens of the prompt and their share in the ' +
        'cache, those of the answer, time, cost, and what happened. Damage to the file is told on stderr.',
    )
    .argument('[recording]', recordingMeaning)
  withPlace(command)
  withFilter(command).option('--limit <number>', 'only the newest so many', readCount)
  withOutput(command, 'print one JSON object a line, for other programs')
  addFilterHelp(command)
  addExamples(command, [
    ["claudecodex log list --filter '~t Bash ~cold'", 'those that call Bash and missed the cache'],
    ['claudecodex log list --session 3f2c', 'all of a session, in all runs'],
    ["claudecodex log list --json | jq 'select(.cost > 0.5)'", 'for other programs'],
  ])
  command.action(async (name: string | undefined, flags) => {
    const { list } = await import('./log/list.ts')
    try {
      finish(await list(name, flags))
    } catch (thrown) {
      throw misspelt(thrown, name, log)
    }
  })
}

/** What names no recording may be the name of a command. */
function misspelt(thrown: unknown, name: string | undefined, { commands }: Command): unknown {
  const meant =
    name === undefined
      ? undefined
      : nearest(
          name,
          commands.map(command => command.name()),
        )
  if (meant === undefined || !(thrown instanceof RecordingError)) return thrown
  return new RecordingError(`${thrown.message}\nDid you mean the command \`claudecodex log ${meant}\`?`)
}

function addPath(log: Command, finish: Finish): void {
  const command = log
    .command('path')
    .summary('print where recordings lie, and which there are')
    .description('Print the folder of recordings and every file in it: size, last change, exchanges.')
    .optionsGroup('Recording:')
    .option('--log-dir <folder>', 'where recordings lie (logs in CLAUDECODEX_HOME)')
  withOutput(command, 'print one JSON object')
  addExamples(command, [
    ['claudecodex log path', 'the folder and its files'],
    ['cd $(claudecodex log path --json | jq -r .folder)', 'go there'],
  ])
  command.action(async flags => {
    const { path } = await import('./log/path.ts')
    finish(await path(flags))
  })
}

function addTail(log: Command, finish: Finish): void {
  const command = log
    .command('tail')
    .summary('print the newest exchanges, and those that come')
    .description(
      'Print the last lines of a recording and, with -f, each exchange when it has ended, until Ctrl-C. What follows `last` goes on with ' +
        'the next run.',
    )
    .argument('[recording]', recordingMeaning)
    .option('-f, --follow', 'go on with what is recorded from now on')
    .addOption(
      new Option('-n, --limit <number>', 'so many of those that are there').argParser(readCount).default(10),
    )
  withPlace(command)
  withFilter(command)
  withOutput(command, 'print one JSON object a line')
  addFilterHelp(command)
  addExamples(command, [
    ['claudecodex log tail -f', 'watch a proxy that runs elsewhere'],
    ["claudecodex log tail -f --filter '~e'", 'its failures only'],
  ])
  command.action(async (name: string | undefined, flags) => {
    const { tail } = await import('./log/tail.ts')
    finish(await tail(name, flags))
  })
}

function addShow(log: Command, finish: Finish): void {
  const command = log
    .command('show')
    .summary('tell all about one exchange')
    .description(
      'Tell all about one exchange: who asked, which model answered and why, every try, what plugins changed, time, tokens, cost, the ' +
        'prompt cache, what was new in this turn, and the answer.',
    )
    .argument('<exchange>', "its number, as 12 or '#12', or the beginning of its id")
    .argument('[recording]', recordingMeaning)
  withPlace(command)
    .optionsGroup('Output:')
    .option('--curl', 'print a command that sends the request again, with the key in $ANTHROPIC_API_KEY')
    .option('--request', 'print the body of the request, byte for byte')
    .option('--answer', 'print the message of the answer, as it was recorded')
  withOutput(command, 'print one JSON object with everything in full')
  addExamples(command, [
    ['claudecodex log show 12', 'of the newest recording'],
    ['claudecodex log show 12 --request | jq .tools', 'what the client sent'],
    ['claudecodex log show 12 --curl | sh', 'sends it again'],
  ])
  command.action(async (wanted: string, name: string | undefined, flags) => {
    const { show } = await import('./log/show.ts')
    finish(await show(wanted, name, flags))
  })
}

function addStats(log: Command, finish: Finish): void {
  const command = log
    .command('stats')
    .summary('count tokens, cost, cache hits, tools and errors')
    .description(
      'Count what recordings hold: exchanges, tokens, cost, cache hits and why the cache missed, the slowest and the largest, errors; for each ' +
        'session, agent, model and tool. What has no known price is counted apart.',
    )
    .argument('[recordings...]', `several of: ${recordingMeaning}`)
  withPlace(command)
  withFilter(command)
  withOutput(command, 'print one JSON object')
  addExamples(command, [
    ['claudecodex log stats', 'of the newest recording'],
    ['claudecodex log stats --session 3f2c', 'of a session'],
    ["claudecodex log stats --filter '~class subagent' 20261126", 'of some exchanges of one run'],
  ])
  command.action(async (names: readonly string[], flags) => {
    const { stats } = await import('./log/stats.ts')
    finish(await stats(names, flags))
  })
}

function addDiff(log: Command, finish: Finish): void {
  const command = log
    .command('diff')
    .summary('tell what changed between two requests')
    .description(
      'Tell what changed from one request to another: tools, system prompt, parameters, betas, messages and cache marks; and why the ' +
        'prompt cache missed on the second.',
    )
    .argument('<first>', "the number of an exchange, as 12 or '#12'")
    .argument('<second>', 'the number of another')
    .argument('[recording]', recordingMeaning)
  withPlace(command)
  withOutput(command, 'print one JSON object')
  addExamples(command, [
    ['claudecodex log diff 12 13', 'of the newest recording'],
    ['claudecodex log diff 12 13 --json | jq .cache', 'the verdict alone'],
  ])
  command.action(async (first: string, second: string, name: string | undefined, flags) => {
    const { diff } = await import('./log/diff.ts')
    finish(await diff(first, second, name, flags))
  })
}

function addDelete(log: Command, finish: Finish): void {
  const command = log
    .command('delete')
    .summary('delete recordings')
    .description(
      'Delete recordings, after a question; where there is no terminal to ask in, --yes answers it. What a proxy that runs is writing stays.',
    )
    .argument('[recordings...]', `several of: ${recordingMeaning}`)
    .optionsGroup('Recording:')
    .option('--older-than <time>', 'those that were written to last so long ago: 7d, 12h')
    .option('--all', 'all of the folder')
    .option('--log-dir <folder>', 'where recordings lie (logs in CLAUDECODEX_HOME)')
    .option('-y, --yes', 'ask nothing')
  withOutput(command)
  addExamples(command, [
    ['claudecodex log delete last', 'asks first'],
    ['claudecodex log delete --older-than 7d --yes', 'asks nothing'],
  ])
  command.action(async (names: readonly string[], flags) => {
    const { remove } = await import('./log/delete.ts')
    finish(await remove(names, flags))
  })
}
