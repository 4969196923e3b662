import { expect } from 'chai'
import { definePlugin, optionsOf } from '../../src/core/plugin.ts'

describe('definePlugin', () => {
  it('makes a factory whose plugins remember their options, unseen by those who list them', () => {
    const make = definePlugin((options: { mark: string }) => ({ name: options.mark, apiVersion: 1 }))
    const plugin = make({ mark: 'a' })
    expect(plugin.name).to.equal('a')
    expect(optionsOf(plugin)).to.deep.equal({ mark: 'a' })
    expect(Object.keys(plugin)).to.deep.equal(['name', 'apiVersion'])
  })
})
