/** `claudecodex replay` with its flags. */
import type { Command } from 'commander'
import {
  collected,
  outputGroup,
  readModel,
  readName,
  readPath,
  withConfigurationFlags,
  withVerboseFlag,
} from './flags.ts'
import { addExamples } from './help.ts'
import { readAmount, readCondition, readCount, readMoment, readPatch, readRanges } from './replay/flags.ts'
import { refuseBoth, refuseForeignFlags } from './replay/modes.ts'
import { withServeFlags } from './replay/serve-flags.ts'

type Finish = (exitCode: number) => void

const recordingMeaning =
  '`last` (the newest, and the default), a run, the beginning of its name, or a .jsonl file'

export function addReplay(program: Command, finish: Finish): void {
  const command = program
    .command('replay')
    .summary('send recorded requests again and compare the answers, or serve them')
    .description(
      'Send the requests of a recording again, each as it was recorded, through the configuration of today, and say how the ' +
        'answers compare: the same tools, the same end, other words. Shows what it will do and what that may cost, and asks first. ' +
        'With --serve: answer clients from the recording.',
    )
    .argument('[recording...]', recordingMeaning)
  withWay(command)
  withSelection(command)
  withLimits(command)
  withConfigurationFlags(command)
  command.option('--strict', 'refuse a request of which the translation would leave something out')
  withResults(command)
  withServeFlags(command)
  refuseBoth(command, 'strip-thinking', 'no-strip-thinking')
  addExamples(command, [
    ['claudecodex replay run.jsonl --dry-run', 'what would be sent today; nothing is'],
    ['claudecodex replay run.jsonl --to openai:gpt-5.1', 'another model on the same turns'],
    [
      'claudecodex replay run.jsonl --only 3-7 --agent main --to ollama:qwen3-coder:30b',
      'a few of them, for free',
    ],
    ['claudecodex replay run.jsonl -y --max-cost 2 -o results.jsonl', 'unasked, for two dollars at most'],
    ['claudecodex replay run.jsonl --resume results.jsonl', 'the rest of it'],
    ['claudecodex replay run.jsonl --serve', 'Claude Code, from a recording'],
    ['claudecodex replay run.jsonl --serve --timing real', 'at the pace at which it was'],
    [
      'claudecodex replay run.jsonl --dry-run --fail-on wire-diff',
      'ends with 10 if the translation has changed',
    ],
  ])
  command.action(async (names: readonly string[], flags) => {
    refuseForeignFlags(command)
    if (flags.serve) {
      const { serveRecording } = await import('./replay/serve.ts')
      return finish(await serveRecording(names, flags))
    }
    const { replay } = await import('./replay/replay.ts')
    finish(await replay(names, flags))
  })
}

const withWay = (command: Command): Command =>
  command
    .optionsGroup('Replay:')
    .option(
      '--to <model>',
      'who is asked: backend:model, a backend or a model (repeatable); else whoever the configuration chooses',
      (text: string, earlier?: readonly string[]) => collected(readModel(text), earlier),
    )
    .option('--dry-run', 'show what would be sent, beside what was sent then; nothing leaves this machine')
    .option('--repeat <times>', 'send each request so often', readCount)
    .option(
      '--set <pointer=value>',
      'change a field of every request, such as /temperature=0 (repeatable)',
      readPatch,
    )
    .option('--strip-thinking', 'leave out thinking blocks, as is done where another backend has signed them')
    .option('--no-strip-thinking', 'keep them even then')

const withSelection = (command: Command): Command =>
  command
    .optionsGroup('Which requests:')
    .option(
      '--filter <filter>',
      'those that fit, such as ~e or "~t Bash ~cost >0.1" (claudecodex log list --help)',
    )
    .option('--only <numbers>', 'those with these numbers, such as 7 or 3-7,12', readRanges)
    .option('--agent <name>', 'main, all, or the id or type of an agent', readName)
    .option('--session <id>', 'those of one session; the beginning of its id is enough', readName)
    .option('--since <time>', 'from a date and time on, or for so long: 90m, 2h, 1d', readMoment)
    .option('--until <time>', 'up to a date and time, or so long ago', readMoment)
    .option('--limit <number>', 'the first so many of those that fit', readCount)
    .option('--log-dir <folder>', 'where recordings lie (logs in CLAUDECODEX_HOME)', readPath)

const withLimits = (command: Command): Command =>
  command
    .optionsGroup('Limits:')
    .option('--concurrency <number>', 'how many at a time (4; with --rate 1)', readCount)
    .option('--rate <number>', 'requests a minute at most', readAmount)
    .option('--max-cost <dollars>', 'send no more once this may be spent', readAmount)
    .option('--max-tokens <number>', 'send no more once this many may be used, in and out', readCount)
    .option('-y, --yes', 'start without asking')

const withResults = (command: Command): Command =>
  withVerboseFlag(command, 'print every message of the program')
    .optionsGroup(outputGroup)
    .option('-o, --output <file>', 'write the answers as a recording of their own', readName)
    .option('--resume <file>', 'go on with what such a file does not have yet', readName)
    .option(
      '--fail-on <condition>',
      'end with 10 on error, tool-diff, text-diff, stop-diff, schema, slower:1.5 or costlier:1.2; with --dry-run on wire-diff (repeatable)',
      readCondition,
    )
    .option('--json', 'print one JSON object a line: each result, then a summary')
