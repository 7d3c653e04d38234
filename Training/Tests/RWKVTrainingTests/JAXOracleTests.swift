// A second implementation, in JAX, gives the same logits and the same gradients.

import Checkpoint
import Foundation
import RWKV
import RWKVTraining
import Testing
import Torch

private let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Runs the Python of .venv; whether it ended well.
private func python(_ arguments: [String]) -> Bool {
  let process = Process()
  process.executableURL = root.appending(path: ".venv/bin/python")
  process.arguments = arguments
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}

private let hasJAX = python(["-c", "import jaxrwkv.rwkv6, safetensors, torch"])

extension LibtorchTests {
  @Suite struct JAXOracleTests {
    @Test(
      .enabled(if: hasJAX, "skipped: no jaxrwkv in .venv; run Scripts/setup-oracles"),
      arguments: RWKVTraining.Generation.allCases)
    func engineAndTrainerAgreeWithASecondImplementationInLogitsAndGradients(
      generation: RWKVTraining.Generation
    ) throws {
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "continuo-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let files = ["model", "found"].map { folder.appending(path: "\($0).safetensors") }
      let (configuration, parameters) = randomModel(generation, seed: 5)
      let tokens = arbitraryTokens(27, below: 61)
      try SafeTensors.write(
        parameters.named(as: .float32),
        metadata: ["tokens": tokens.map(String.init).joined(separator: " ")], to: files[0])
      let script = root.appending(path: "Tests/Oracles/rwkv_jax.py")
      try #require(python([script.path, files[0].path, generation.rawValue, files[1].path]))
      let wanted = try SafeTensors(contentsOf: files[1])
      func values(_ name: String) throws -> [Double] { try wanted.floats(name).map(Double.init) }

      let engine = try RWKV.Model(try SafeTensors(contentsOf: files[0]))
      var state = engine.makeState()
      let logits = engine.prefillAllLogits(tokens, state: &state)
      #expect(relativeError(logits.map(Double.init), try values("logits")) < 2e-5)

      for (kernels, precision, limit) in [
        (RWKVTraining.Model.Kernels.fused, Torch.ElementType.float32, 5e-4),
        (.plain, .float64, 2e-5),
      ] {
        let model = RWKVTraining.Model(
          configuration, parameters, precision: precision, kernels: kernels)
        let all = model.logits(
          model.hidden(Tensor(tokens.map(Int64.init), shape: [1, tokens.count])))
        #expect(relativeError(all.doubles, try values("logits")) < 2e-5, "\(kernels)")
        let inputs = Tensor(tokens.dropLast().map(Int64.init), shape: [1, tokens.count - 1])
        let targets = Tensor(tokens.dropFirst().map(Int64.init), shape: [tokens.count - 1])
        let loss = model.logits(model.hidden(inputs)).reshaped([tokens.count - 1, 61])
          .crossEntropy(targets)
        loss.backward()
        defer { Tensor.clearGradients(of: parameters.all) }
        #expect(abs(loss.scalar - (try values("loss")[0])) < 1e-5, "\(kernels)")
        for name in parameters.names {
          let error = relativeError(parameters[name].gradient.doubles, try values(name))
          #expect(error < limit, "\(kernels): \(name)")
        }
      }
    }
  }
}
