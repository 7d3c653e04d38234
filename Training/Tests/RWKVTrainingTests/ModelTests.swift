// The model: against other implementations, and its fused against its plain form.

import Checkpoint
import Foundation
import RWKV
import RWKVTraining
import Testing
import Torch

extension LibtorchTests {
  @Suite struct ModelTests {
    @Test(
      .enabled(if: hasOracles, "skipped: ../shared/oracles/rwkv is absent"),
      arguments: RWKV7.Kernels.allCases)
    func gradientsAreThoseOfAnIndependentImplementation(kernels: RWKV7.Kernels) throws {
      let golden = try oracle("rand7-grads-hf-fp64.safetensors")
      let weights = try oracle("rand7.safetensors")
      let configuration = Configuration(vocabularySize: 97, layerCount: 3, width: 128)
      let parameters = try Parameters(configuration, from: weights)
      let precision: Torch.ElementType = kernels == .fused ? .float32 : .float64
      let model = RWKV7(configuration, parameters, precision: precision, kernels: kernels)
      let ids = try golden.bytes(of: "__tokens").withUnsafeBytes {
        $0.bindMemory(to: Int32.self).map(Int64.init)
      }
      let rows = [Array(ids[0..<96]), Array(ids[96..<192])]
      let inputs = Tensor(rows.flatMap { $0.dropLast() }, shape: [2, 95])
      let targets = Tensor(rows.flatMap { $0.dropFirst() }, shape: [190])
      let loss = model.logits(model.hidden(inputs)).reshaped([190, 97]).crossEntropy(targets)
      loss.backward()
      let expected = Double(try golden.floats("__loss")[0])
      #expect(abs(loss.scalar - expected) < 1e-5)
      for name in parameters.names {
        let gradient = parameters[name].gradient.doubles
        let wanted = try golden.floats(name).map(Double.init)
        #expect(relativeError(gradient, wanted) < (kernels == .fused ? 2e-4 : 2e-6), "\(name)")
      }
    }

    @Test func theFusedModelAgreesWithThePlainOneInEveryGradient() {
      let (configuration, parameters) = randomModel(layers: 3)
      let tokens = Tensor(arbitraryTokens(2 * 45, below: 61).map(Int64.init), shape: [2, 45])
      let targets = Tensor(arbitraryTokens(90, below: 59).map(Int64.init), shape: [90])
      var gradients: [[[Double]]] = []
      var losses: [Double] = []
      for (kernels, precision) in [
        (RWKV7.Kernels.plain, Torch.ElementType.float64), (.fused, .float32),
      ] {
        let model = RWKV7(configuration, parameters, precision: precision, kernels: kernels)
        let loss = model.logits(model.hidden(tokens)).reshaped([90, 61]).crossEntropy(targets)
        loss.backward()
        losses.append(loss.scalar)
        gradients.append(parameters.all.map(\.gradient.doubles))
        Tensor.clearGradients(of: parameters.all)
      }
      #expect(abs(losses[0] - losses[1]) < 1e-5)
      for (index, name) in parameters.names.enumerated() {
        #expect(relativeError(gradients[1][index], gradients[0][index]) < 5e-4, "\(name)")
      }
    }

    @Test(arguments: [1, 50, 130])
    func theEngineGivesTheLogitsOfTheParallelForm(length: Int) throws {
      let (configuration, parameters) = randomModel()
      let file = FileManager.default.temporaryDirectory
        .appendingPathComponent("continuo-\(UUID().uuidString).safetensors")
      defer { try? FileManager.default.removeItem(at: file) }
      try SafeTensors.write(parameters.named(as: .float32), to: file)
      let engine = try RWKV.Model(try SafeTensors(contentsOf: file))
      let tokens = arbitraryTokens(length, below: 61)
      var state = engine.makeState()
      let ours = engine.prefill(tokens, state: &state)
      let model = RWKV7(configuration, parameters, precision: .float32)
      let all = withoutGradients {
        model.logits(model.hidden(Tensor(tokens.map(Int64.init), shape: [1, length])))
      }.floats
      let last = all.suffix(61)
      #expect(relativeError(ours.map(Double.init), last.map(Double.init)) < 2e-5)
    }
  }
}
