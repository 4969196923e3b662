import { expect } from 'chai'
import {
  apiPath,
  dollars,
  flag,
  httpUrl,
  listOf,
  milliseconds,
  millisecondsOrNone,
  oneOf,
  pathText,
  portNumber,
  recordOf,
  secret,
  shape,
  shapeWith,
  someText,
  timeLimits,
} from '../../src/config/checks.ts'

const reasons = (
  problems: readonly { readonly path: readonly (string | number)[]; readonly reason: string }[],
) => problems.map(({ path, reason }) => `${pathText(path)}: ${reason}`)

describe('checking a value', () => {
  it('writes a path as it would be written in code', () => {
    expect(pathText(['models', 'gpt-5.1'])).to.equal('models["gpt-5.1"]')
    expect(pathText(['plugins', 2, 'a'])).to.equal('plugins[2].a')
    expect(pathText([])).to.equal('')
  })

  it('lets good values pass', () => {
    const good = [
      someText('a', []),
      secret('a', []),
      flag(false, []),
      portNumber(0, []),
      portNumber(65_535, []),
      milliseconds(1, []),
      millisecondsOrNone(0, []),
      apiPath('/v1/files', []),
      httpUrl('http://a', []),
      oneOf('a', 'b')('b', []),
      listOf(flag)([true, false], []),
      recordOf(flag)({ a: true }, []),
      shape({ a: flag })({ a: undefined }, []),
      timeLimits({ idleMs: 5 }, []),
    ]
    expect(good.flat()).to.deep.equal([])
  })

  it('names what is allowed and what was given', () => {
    expect(reasons(portNumber('abc', ['server', 'port']))).to.deep.equal([
      'server.port: expected a port 0-65535, got "abc"',
    ])
    expect(reasons(someText(' ', ['a']))).to.deep.equal(['a: expected a text, got " "'])
    expect(reasons(flag(null, ['a']))).to.deep.equal(['a: expected true or false, got null'])
    expect(reasons(milliseconds(0, ['a']))).to.deep.equal([
      'a: expected a number of milliseconds above 0, got 0',
    ])
    expect(reasons(oneOf('x', 'y')([], ['a']))).to.deep.equal(['a: expected "x" or "y", got a list'])
    expect(reasons(recordOf(flag)([1], ['a']))).to.deep.equal(['a: expected an object, got a list'])
    expect(reasons(apiPath('v1', ['a']))[0]).to.include('a path such as')
    expect(reasons(httpUrl('x', ['a']))[0]).to.include('http:// or https:// URL')
  })

  it('finds what is wrong inside lists and objects', () => {
    const check = shape({ list: listOf(someText), limits: timeLimits })
    expect(reasons(check({ list: ['a', 3], limits: { idelMs: 1 } }, []))).to.deep.equal([
      'list[1]: expected a text, got 3',
      'limits.idelMs: unknown key - did you mean "idleMs"?',
    ])
    expect(reasons(check({ banana: 1 }, []))).to.deep.equal(['banana: unknown key; known are list, limits'])
    expect(reasons(check({ constructor: 1 }, []))[0]).to.match(/^constructor: unknown key/)
  })

  it('never shows a secret', () => {
    expect(reasons(secret(123_456, ['clientKey']))).to.deep.equal([
      'clientKey: expected a text, got a number',
    ])
    expect(reasons(secret('', ['clientKey']))).to.deep.equal(['clientKey: expected a text, got an empty one'])
  })

  it('shortens what is long', () => {
    expect(reasons(flag('x'.repeat(500), ['a']))[0]).to.have.length.below(120)
  })

  it('misses what must be there, and leaves other shapes to be told once', () => {
    const check = shapeWith(['input'], { input: dollars, output: dollars })
    expect(reasons(check({ output: 1 }, ['price']))).to.deep.equal(['price: "input" is missing'])
    expect(reasons(check({ input: '1' }, []))).to.deep.equal([
      'input: expected dollars for a million tokens, got "1"',
    ])
    expect(check(5, [])).to.have.length(1)
  })
})
