import { expect } from 'chai'
import { checkModelLines, type TableLine } from '../../../src/commands/doctor/model-table.ts'

const line = (reference: string, more: Partial<TableLine> = {}): TableLine => ({
  pattern: 'claude-*',
  reference,
  backend: 'work',
  model: reference,
  ...more,
})
const lists: Readonly<Record<string, readonly string[]>> = {
  work: ['gpt-5.1', 'qwen3-coder:30b'],
  ollama: [],
}
const check = (...lines: readonly TableLine[]) =>
  checkModelLines({ lines, backends: ['work', 'ollama'], listOf: name => lists[name] })

describe('the check of the lines of the model table', () => {
  it('is content with what is listed, chosen by the backend, or known to nobody', () => {
    const fine = [
      line('gpt-5.1'),
      line('qwen3-coder:30b'),
      line('ollama:', { backend: 'ollama', model: '' }),
      line('ollama:gemma4:31b', { backend: 'ollama', model: 'gemma4:31b' }),
      line('anything', { backend: 'elsewhere' }),
    ]
    expect(check(...fine)).to.deep.equal([])
  })
  it('warns of a model that is not there, and names those near it', () => {
    const [found] = check(line('gpt-51'))
    expect(found?.verdict).to.equal('warning')
    expect(found?.text).to.equal(
      'the line "claude-*" leads to gpt-51, which is not in the list of work; near it: gpt-5.1',
    )
  })
  it('fails for a backend that is misspelt, and not for a model with a colon', () => {
    const [found] = check(line('olama:gemma4:31b'))
    expect(found?.verdict).to.equal('failure')
    expect(found?.text).to.contain('did you mean "ollama"')
    expect(check(line('qwen3-coder:480b'))[0]?.verdict).to.equal('warning')
  })
})
