/** `claudecodex council` with its flags. */
import { type Command, Option } from 'commander'
import { councilModes } from '../council/types.ts'
import { readDollars, readMembers, readModels, readSeconds } from './council/flags.ts'
import {
  collected,
  configurationGroup,
  outputGroup,
  readName,
  readPath,
  withRecordingFlags,
  withVerboseFlag,
} from './flags.ts'
import { addExamples } from './help.ts'

type Finish = (exitCode: number) => void

export function addCouncil(program: Command, finish: Finish): void {
  const command = program
    .command('council')
    .summary('put a question to several models, and get one answer')
    .description(
      'Several models answer a question, review each other’s answers without knowing whose they are, and one of them writes the ' +
        'answer. Only that goes to stdout. What it will take is said before, and what it took after.',
    )
    .argument('[question...]', 'the question; without one, or as -, what is piped in')
  withMembers(command)
  withLimits(command)
  withQuestion(command)
  command
    .optionsGroup(configurationGroup)
    .option('--config <file>', 'read this configuration file instead of searching for one')
    .option('--no-config', 'read no configuration file')
  withRecordingFlags(command)
  withResults(command)
  addExamples(command, [
    ['claudecodex council --models sim:a,sim:b,sim:c "Is UUIDv7 safe as a public id?"', 'no key, no network'],
    ['claudecodex council --models gemini-2.5-pro,openai:gpt-5.1,claude-sonnet-5-5 "…"', 'three vendors'],
    ['git diff | claudecodex council --mode fast "What breaks?"', 'with context, and without reviews'],
    ['claudecodex council --models claude-opus-5-5*3 --select "…"', 'the best of three'],
    ['claudecodex council --dry-run "…"', 'who would sit in it, and for how much'],
  ])
  command.action(async (words: readonly string[], flags) => {
    const { council } = await import('./council.ts')
    finish(await council(words, flags))
  })
}

const withMembers = (command: Command): Command =>
  command
    .optionsGroup('Council:')
    .option(
      '--models <list>',
      'members, with commas: [provider:]model[*samples][?temp=0.7][!], ! for one that must answer (COUNCIL_MODELS)',
      readModels,
    )
    .option(
      '--chairman <list>',
      'who writes the answer; of several, the next one where one fails (the first member)',
      readName,
    )
    .option('--reviewers <list>', 'who reviews (the members)', readModels)
    .addOption(
      new Option(
        '--mode <mode>',
        'full: answers, reviews, synthesis; fast: without reviews; race: the first to begin answers alone (full)',
      ).choices(councilModes),
    )
    .option('--select', 'take the answer that is ranked first, word for word, instead of having one written')
    .option('--seed <text>', 'the same seed gives the same labels and orders', readName)

const withLimits = (command: Command): Command =>
  command
    .optionsGroup('Limits:')
    .option('--timeout <seconds>', 'for each call of a model (120)', readSeconds)
    .option('--deadline <seconds>', 'for the whole', readSeconds)
    .option(
      '--quorum <number>',
      'answers after which the others are waited for a short while only (two thirds)',
      readMembers,
    )
    .option('--max-usd <dollars>', 'begin no further stage once so much is spent', readDollars)
    .option('--strict', 'end with 21 if anything was not as it should be')

const withQuestion = (command: Command): Command =>
  command
    .optionsGroup('Question:')
    .option(
      '-f, --file <file>',
      'a file that goes with the question (repeatable)',
      (text, earlier?: readonly string[]) => collected(readPath(text), earlier),
    )
    .option('--system <text>', 'a system prompt for all')

const withResults = (command: Command): Command =>
  withVerboseFlag(command, 'print every message of the program')
    .optionsGroup(outputGroup)
    .option('-q, --quiet', 'on stderr only what went wrong')
    .option('--show-responses', 'every answer too, on stderr or in the JSON')
    .option('--show-reviews', 'every review too')
    .option('--json', 'one JSON document in place of the answer')
    .option('--jsonl', 'each event as a line of JSON')
    .option('--save <folder>', 'keep the transcript there (council in the state folder)', readPath)
    .option('--no-save', 'keep no transcript')
    .option('--dry-run', 'say the plan, and ask nobody')
