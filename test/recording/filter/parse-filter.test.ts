import { expect } from 'chai'
import { FilterError } from '../../../src/recording/filter/filter-error.ts'
import { parseFilter, type Tree } from '../../../src/recording/filter/parse-filter.ts'

/** The shape of a tree: `?` for each test. */
function shapeOf(tree: Tree): string {
  if (tree.kind === 'test') return '?'
  if (tree.kind === 'not') return `!${shapeOf(tree.inner)}`
  return `(${tree.parts.map(shapeOf).join(tree.kind === 'all' ? ' ' : '|')})`
}
const shape = (text: string): string => shapeOf(parseFilter(text, 0))
const refused = (text: string): string => {
  try {
    parseFilter(text, 0)
  } catch (thrown) {
    expect(thrown).to.be.instanceOf(FilterError)
    return (thrown as Error).message
  }
  throw new Error(`${text} was read`)
}

describe('reading a filter', () => {
  it('binds ! before what stands side by side, and that before |', () => {
    expect(shape('a b | !c & d')).to.equal('((? ?)|(!? ?))')
    expect(shape('a (b | c)')).to.equal('(? (?|?))')
    expect(shape('!!(a b)')).to.equal('!!(? ?)')
    expect(shape('~e')).to.equal('?')
    expect(shape('  ')).to.equal('()')
  })
  it('takes a comparison with a blank in it', () => expect(shape('~ctx > 100k ~slow<2s')).to.equal('(? ?)'))
  it('points at what is wrong', () => {
    expect(refused('~m opus ~slwo 10s')).to.equal(
      'there is no ~slwo: did you mean ~slow?\n  ~m opus ~slwo 10s\n          ^',
    )
    expect(refused('~E')).to.contain('did you mean ~e?')
    expect(refused('~zzzzz')).to.contain('there is no ~zzzzz; there are ~e ~m')
    expect(refused('a ~')).to.match(/^expected an operator behind ~: ~e.*\n {2}a ~\n {4}\^$/)
    expect(refused('~slow ten')).to.match(/^expected a number.*\n {2}~slow ten\n {8}\^$/)
    expect(refused('~q a[')).to.match(/no regular expression.*\n {2}~q a\[\n {5}\^$/)
    expect(refused('/(/')).to.match(/no regular expression.*\n {2}\/\(\/\n {2}\^$/)
    expect(refused('#x')).to.contain('expected the number of an exchange')
    expect(refused('~class mian')).to.contain('there is no class "mian"; there are main, subagent')
  })
  it('says what was expected where something is missing', () => {
    expect(refused('~m')).to.match(/^~m expects a model, such as ~m opus; .*\n {2}~m\n {4}\^$/)
    expect(refused('~q (a|b)')).to.contain('put quotes around it')
    expect(refused('a |')).to.match(/^expected a word.*ends here\n {2}a \|\n {5}\^$/)
    expect(refused('a & | b')).to.contain('and found |')
    expect(refused('(a')).to.equal('this ( is never closed\n  (a\n  ^')
    expect(refused('a) b')).to.equal('this ) closes nothing\n  a) b\n   ^')
    expect(refused('()')).to.contain('and found )')
  })
})
