import { expect } from 'chai'
import { modelTableProblems } from '../../src/config/model-table.ts'

const problems = (models: unknown, backends: object = { work: {}, gpt5: {} }): readonly string[] =>
  modelTableProblems({ models, backends }).map(({ path, reason }) => `${path.at(-1)}: ${reason}`)

describe('the model table of a configuration', () => {
  it('may hold patterns, classes, sizes, contents, and all of them together', () => {
    const models = {
      'claude-opus-* >200k': 'work:gpt-5.1',
      'subagent images': 'ollama:qwen3-vl:8b',
      '<20k documents': 'gpt-5-mini',
      '*[1m]': 'work:big',
      opus: 'work:x',
      '*': 'llama3.2:1b',
    }
    expect(problems(models)).to.deep.equal([])
  })

  it('is told of a word that is nearly a class, with what was meant', () => {
    expect(problems({ subagnet: 'x', 'claude-* image': 'x' })).to.deep.equal([
      'subagnet: "subagnet" is no class of requests - did you mean "subagent"?',
      'claude-* image: "image" is no class of requests - did you mean "images"?',
    ])
  })

  it('is told of a size that is none, and of two models at once', () => {
    expect(problems({ '>100kb': 'x', 'claude-* gpt-*': 'x' })).to.deep.equal([
      '>100kb: ">100kb" is no size: write it as ">100k", in tokens',
      'claude-* gpt-*: has two patterns on the model, and a request names one: write two lines',
    ])
  })

  it('is told of a backend that is nearly one, and of no other name with a colon', () => {
    expect(problems({ a1: 'olama:qwen3', b1: 'wrok:gpt-5.1', c1: 'qwen3:8b', d1: 'Work:x' })).to.deep.equal([
      'a1: there is no backend "olama" - did you mean "ollama"?',
      'b1: there is no backend "wrok" - did you mean "work"?',
    ])
  })

  it('is told of lines that hold of no request', () => {
    expect(
      problems({ 'main subagent': 'x', '>1M <1k': 'x', '!images': 'x', '/opus/': 'x', pdf: 'x', ' ': 'x' }),
    ).to.deep.equal([
      'main subagent: has two classes, and a request is of one: write two lines',
      '>1M <1k: has sizes that no prompt has at once',
      '!images: "!images" never holds: there is no "not": write a line for the other case above this one',
      '/opus/: "/opus/" never holds: there are no regular expressions: "*" and "?" are the wildcards',
      'pdf: "pdf" never holds: write "documents"',
      ' : is empty: write "*" for every request',
    ])
    expect(problems({ opus: 'x', '*': 'y', haiku: 'z' })).to.deep.equal([
      'haiku: never holds: the line "*" above it takes every request; put that one last',
    ])
  })

  it('leaves other shapes to the checks of the whole', () => {
    expect(problems('x')).to.deep.equal([])
    expect(problems({ '*': 5 })).to.deep.equal([])
  })
})
