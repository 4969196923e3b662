import { expect } from 'chai'
import { ConfigError } from '../../src/config/errors.ts'

describe('an error of the configuration', () => {
  it('names file, line, column and key ahead of the reason', () => {
    const error = new ConfigError('expected a text', {
      file: '/a/b.ts',
      line: 3,
      column: 5,
      key: 'server.host',
    })
    expect(error.message).to.equal('/a/b.ts:3:5: server.host: expected a text')
    expect([error.file, error.line, error.column, error.key]).to.deep.equal(['/a/b.ts', 3, 5, 'server.host'])
    expect(error.exitCode).to.equal(2)
    expect(error.reason).to.equal('expected a text')
  })

  it('leaves out what is not known', () => {
    expect(new ConfigError('wrong').message).to.equal('wrong')
    expect(new ConfigError('wrong', { file: 'a.ts' }).message).to.equal('a.ts: wrong')
    expect(new ConfigError('wrong', { key: 'ca' }).message).to.equal('ca: wrong')
    expect(new ConfigError('wrong', { file: 'a.ts', column: 4 }).message).to.equal('a.ts: wrong')
  })

  it('is known by its mark, also when it comes from another copy of this program', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('claudecodex.ConfigError')]: true })
    expect(ConfigError.is(foreign)).to.equal(true)
    expect(ConfigError.is(new ConfigError('x'))).to.equal(true)
    expect(ConfigError.is(new Error('x'))).to.equal(false)
    expect(ConfigError.is(undefined)).to.equal(false)
  })
})
