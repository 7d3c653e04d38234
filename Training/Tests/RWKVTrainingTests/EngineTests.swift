// The engine that continuo runs gives what the trainer's parallel form gives.

import Checkpoint
import Foundation
import RWKV
import RWKVTraining
import Testing
import Torch

extension LibtorchTests {
  @Suite struct EngineTests {
    @Test(arguments: RWKVTraining.Generation.allCases, [1, 50, 130])
    func theEngineGivesTheLogitsOfTheParallelForm(
      generation: RWKVTraining.Generation, length: Int
    ) throws {
      let (configuration, parameters) = randomModel(generation)
      let file = FileManager.default.temporaryDirectory
        .appendingPathComponent("continuo-\(UUID().uuidString).safetensors")
      defer { try? FileManager.default.removeItem(at: file) }
      try SafeTensors.write(parameters.named(as: .float32), to: file)
      let engine = try RWKV.Model(try SafeTensors(contentsOf: file))
      #expect(engine.configuration.generation.rawValue == generation.rawValue)
      let tokens = arbitraryTokens(length, below: 61)
      var state = engine.makeState()
      let ours = engine.prefillAllLogits(tokens, state: &state)
      let model = RWKVTraining.Model(configuration, parameters, precision: .float32)
      let all = withoutGradients {
        model.logits(model.hidden(Tensor(tokens.map(Int64.init), shape: [1, length])))
      }
      #expect(relativeError(ours.map(Double.init), all.doubles) < 2e-5)
    }
  }
}
