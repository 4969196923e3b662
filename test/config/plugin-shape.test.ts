import { expect } from 'chai'
import { pluginFault } from '../../src/config/plugin-shape.ts'

const plugin = (more: object) => ({ name: 'mine', apiVersion: 1, ...more })

describe('the check of a plugin', () => {
  it('lets plugins pass, whatever else is on them', () => {
    const schema = { '~standard': { version: 1, vendor: 'own', validate: () => ({ value: 1 }) } }
    const arktype = Object.assign(() => 1, schema)
    for (const more of [
      {},
      {
        onEvent() {},
        setup() {},
        state: new Map(),
        order: 'last',
        onFailure: 'skip',
        timeoutMs: 5,
        options: schema,
      },
      { options: arktype, backends: [], routes: [], redacts: true, children: true, counter: 1, names: [] },
    ]) {
      expect(pluginFault(plugin(more))).to.equal(undefined)
    }
  })

  it('asks for a name and for the version of the interface', () => {
    expect(pluginFault(undefined)).to.equal('expected a plugin, got undefined')
    expect(pluginFault({ apiVersion: 1 })).to.equal('a plugin needs a `name`')
    expect(pluginFault({ name: 'a', apiVersion: 2 })).to.equal(
      'plugin "a": needs `apiVersion: 1`, got 2: this version runs no other',
    )
  })

  it('tells what a misspelt hook was meant to be, also on a class', () => {
    expect(pluginFault(plugin({ onEvents() {} }))).to.equal(
      'plugin "mine": there is no hook "onEvents" - did you mean "onEvent"?',
    )
    expect(pluginFault(plugin({ beforeRequst() {} }))).to.include('did you mean "beforeRequest"?')
    expect(pluginFault(plugin({ tearDown() {} }))).to.include('did you mean "teardown"?')
    expect(pluginFault(plugin({ timeout: 5 }))).to.include('did you mean "timeoutMs"?')
    expect(pluginFault(plugin({ onResponseChunk() {} }))).to.match(
      /no hook "onResponseChunk"; hooks are setup, /,
    )
    class Mine {
      readonly name = 'mine'
      readonly apiVersion = 1
      afterRespons() {}
    }
    expect(pluginFault(new Mine())).to.include('did you mean "afterResponse"?')
  })

  it('names the values that a setting may have', () => {
    const faults = {
      onEvent: 'text',
      order: 'middle',
      onFailure: 'ignore',
      timeoutMs: 0,
      options: { parse() {} },
    }
    const said = Object.entries(faults).map(([key, value]) => pluginFault(plugin({ [key]: value })))
    expect(said).to.deep.equal([
      'plugin "mine": onEvent must be a function, got "text"',
      'plugin "mine": order must be "first" or "last", got "middle"',
      'plugin "mine": onFailure must be "fail" or "skip", got "ignore"',
      'plugin "mine": timeoutMs must be a number of milliseconds above 0, got 0',
      'plugin "mine": options must be a Standard Schema, such as those of zod, valibot and arktype',
    ])
  })
})
