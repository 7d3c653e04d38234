// The model: against other implementations, and its three writings against each other.

import Checkpoint
import Foundation
import RWKVTraining
import Testing
import Torch

extension LibtorchTests {
  @Suite struct ModelTests {
    @Test(
      .enabled(if: hasOracles, "skipped: ../shared/oracles/rwkv is absent"),
      arguments: Model.Kernels.allCases)
    func gradientsAreThoseOfAnIndependentImplementation(kernels: Model.Kernels) throws {
      let golden = try oracle("rand7-grads-hf-fp64.safetensors")
      let weights = try oracle("rand7.safetensors")
      let configuration = Configuration(vocabularySize: 97, layerCount: 3, width: 128)
      let parameters = try Parameters(configuration, from: weights)
      let precision: Torch.ElementType = kernels == .fused ? .float32 : .float64
      let model = Model(configuration, parameters, precision: precision, kernels: kernels)
      let ids = try numbers("__tokens", golden)
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

    @Test(
      .enabled(if: hasOracles, "skipped: ../shared/oracles/rwkv is absent"),
      arguments: Generation.allCases, Model.Kernels.allCases)
    func logitsAreThoseOfTheOfficialPackage(
      generation: Generation, kernels: Model.Kernels
    ) throws {
      let name = "rand\(generation.rawValue.prefix(1))"
      let recorded = try oracle("\(name)-logits-pip-fp32.safetensors")
      let configuration = Configuration(generation, vocabularySize: 97, layerCount: 3, width: 128)
      let weights = try oracle("\(name).safetensors")
      #expect(Set(configuration.parameterShapes.map(\.name)) == Set(weights.names))
      let model = Model(
        configuration, try Parameters(configuration, from: weights), precision: .float32,
        kernels: kernels)
      let tokens = try numbers("tokens", recorded)
      let logits = withoutGradients {
        model.logits(model.hidden(Tensor(tokens, shape: [1, tokens.count])))
      }
      let wanted = try recorded.floats("logits").map(Double.init)
      #expect(relativeError(logits.doubles, wanted) < 2e-5)
    }

    @Test(arguments: Generation.allCases)
    func theOtherWritingsAgreeWithThePlainOneInEveryGradient(generation: Generation) {
      let (configuration, parameters) = randomModel(generation, layers: 3)
      let tokens = Tensor(arbitraryTokens(2 * 45, below: 61).map(Int64.init), shape: [2, 45])
      let targets = Tensor(arbitraryTokens(90, below: 59).map(Int64.init), shape: [90])
      func outcome(_ kernels: Model.Kernels, _ precision: Torch.ElementType) -> [[Double]] {
        let model = Model(configuration, parameters, precision: precision, kernels: kernels)
        let loss = model.logits(model.hidden(tokens)).reshaped([90, 61]).crossEntropy(targets)
        loss.backward()
        defer { Tensor.clearGradients(of: parameters.all) }
        return [[loss.scalar]] + parameters.all.map(\.gradient.doubles)
      }
      let plain = outcome(.plain, .float64)
      for (kernels, precision, limit) in [
        (Model.Kernels.fused, Torch.ElementType.float32, 5e-4), (.chunked, .float64, 1e-8),
      ] {
        let found = outcome(kernels, precision)
        for (index, name) in (["loss"] + parameters.names).enumerated() {
          #expect(relativeError(found[index], plain[index]) < limit, "\(kernels): \(name)")
        }
      }
    }
  }
}

/// The whole numbers of a recorded tensor.
private func numbers(_ name: String, _ file: SafeTensors) throws -> [Int64] {
  try file.bytes(of: name).withUnsafeBytes { bytes in
    stride(from: 0, to: bytes.count, by: 4).map {
      Int64(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int32.self)))
    }
  }
}
