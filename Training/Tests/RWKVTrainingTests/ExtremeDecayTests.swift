// Whole models whose decays are nearly zero and nearly one.

import RWKVTraining
import Testing
import Tokens
import Torch

extension LibtorchTests {
  @Suite struct ExtremeDecayTests {
    @Test(arguments: Generation.allCases, Model.Kernels.allCases)
    func noDecayOverflowsInBfloat16(generation: Generation, kernels: Model.Kernels) {
      let (configuration, parameters) = randomModel(generation)
      for name in parameters.names where name.hasSuffix("w0") || name.hasSuffix("time_decay") {
        parameters[name].fillUniform(-100...100)
      }
      let model = Model(configuration, parameters, kernels: kernels)
      let window = arbitraryTokens(46, below: 61).map { Token($0) }
      let nats = model.addGradients(of: Batch([window], padding: Token(0)))
      #expect(nats.isFinite)
      for name in parameters.names {
        let isFinite = parameters[name].gradient.doubles.allSatisfy { $0.isFinite }
        #expect(isFinite, "\(name)")
      }
      Tensor.clearGradients(of: parameters.all)
    }
  }
}
