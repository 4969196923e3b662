import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { Chalk } from 'chalk'
import { CommandError } from '../../../src/commands/command-error.ts'
import type { Choice } from '../../../src/commands/init/choices.ts'
import {
  type Ask,
  askBackend,
  askModel,
  modelName,
  withPerson,
} from '../../../src/commands/init/questions.ts'

const anthropic: Choice = { name: 'anthropic', about: 'Claude', withoutModel: 'the client’s own', models: [] }
const openai: Choice = { name: 'openai', about: 'needs a key', model: 'gpt-5.1', models: [] }
const ollama: Choice = { name: 'ollama', about: 'answers', model: 'a:1b', models: ['a:1b', 'b:2b'] }
const lmstudio: Choice = { name: 'lmstudio', about: 'silent', models: [] }
const choices = [anthropic, openai, ollama, lmstudio]

/** A person who types these lines, one for each question. */
function person(...lines: readonly string[]) {
  const typed = [...lines]
  const input = new PassThrough()
  const output = new PassThrough()
  let shown = ''
  output.on('data', chunk => {
    shown += String(chunk)
  })
  const ask: Ask = async question => {
    shown += question
    return typed.shift() ?? ''
  }
  const terminal = { input, output, colors: new Chalk({ level: 0 }) }
  return { terminal, ask, input, shown: () => shown, left: () => typed.length }
}

describe('the question for the backend', () => {
  const answer = (who: ReturnType<typeof person>) => askBackend(choices, anthropic, who.terminal, who.ask)

  it('lists what there is, with numbers', async () => {
    const who = person('')
    await answer(who)
    expect(who.shown()).to.contain('  1  anthropic  Claude\n  2  openai     needs a key\n')
    expect(who.shown()).to.contain('Number or name [anthropic]: ')
  })
  for (const [typed, chosen] of [
    ['', anthropic],
    ['2', openai],
    [' ollama ', ollama],
    ['OpenAI', openai],
  ] as const) {
    it(`takes ${JSON.stringify(typed)} for ${chosen.name}`, async () =>
      expect(await answer(person(typed))).to.equal(chosen))
  }
  it('asks again until it is one', async () => {
    const who = person('opnai', '9', '0', '1.5', 'openai')
    expect(await answer(who)).to.equal(openai)
    expect(who.shown()).to.contain('There is no "opnai" - did you mean "openai"?')
    expect(who.shown()).to.contain('There is no "9"; type a number')
    expect(who.left()).to.equal(0)
  })
})

describe('the question for the model', () => {
  const answer = (choice: Choice, who: ReturnType<typeof person>) => askModel(choice, who.terminal, who.ask)

  it('has the backend’s default, or what takes its place', async () => {
    const own = person('')
    expect(await answer(anthropic, own)).to.equal(undefined)
    expect(own.shown()).to.contain('[the client’s own]')
    expect(await answer(openai, person(''))).to.equal('gpt-5.1')
  })
  it('takes any name where no list is known, with or without its backend', async () => {
    expect(await answer(openai, person('gpt-5-mini'))).to.equal('gpt-5-mini')
    expect(await answer(openai, person('openai:gpt-5-mini'))).to.equal('gpt-5-mini')
    expect(modelName('llama3.2:1b', 'ollama')).to.equal('llama3.2:1b')
  })
  it('takes a number or a name of a list, and no other', async () => {
    expect(await answer(ollama, person('2'))).to.equal('b:2b')
    const who = person('b:3b', 'nonsense', 'b:2b')
    expect(await answer(ollama, who)).to.equal('b:2b')
    expect(who.shown()).to.contain('ollama has no "b:3b" - did you mean "b:2b"?')
    expect(who.shown()).to.contain('  1  a:1b\n  2  b:2b\n')
  })
  it('lists twenty of many', async () => {
    const many = Array.from({ length: 30 }, (_, index) => `model-${index}`)
    const who = person('model-29')
    expect(await answer({ ...ollama, models: many }, who)).to.equal('model-29')
    expect(who.shown()).to.contain('  20  model-19\n  and 10 more\n')
  })
  it('insists where there is no default', async () => {
    const who = person('', ' ', 'mine')
    expect(await answer(lmstudio, who)).to.equal('mine')
    expect(who.shown()).to.contain('There is no default')
  })
})

describe('a person at the terminal', () => {
  it('answers line by line', async () => {
    const { terminal, input } = person()
    input.write('one\n')
    const answers = await withPerson(terminal, async ask => {
      const first = await ask('? ')
      setImmediate(() => input.write('two\n'))
      return [first, await ask('? ')]
    })
    expect(answers).to.deep.equal(['one', 'two'])
  })
  it('may leave in the middle of a question, which is told as such', async () => {
    const { terminal, input } = person()
    setImmediate(() => input.end())
    try {
      await withPerson(terminal, ask => ask('? '))
    } catch (thrown) {
      expect(thrown).to.be.instanceOf(CommandError)
      expect(thrown).to.include({ exitCode: 130, message: 'nothing was written' })
      return
    }
    throw new Error('nobody noticed')
  })
  it('hears of other faults as they are', async () => {
    const { terminal } = person()
    try {
      await withPerson(terminal, () => Promise.reject(new TypeError('oops')))
    } catch (thrown) {
      expect(thrown).to.be.instanceOf(TypeError)
      return
    }
    throw new Error('nobody noticed')
  })
})
