// What a run computes in, and that a shipped model is evaluated as its checkpoint is.

import Checkpoint
import Foundation
import RWKVTraining
import Testing
import Torch

extension LibtorchTests {
  @Suite struct PrecisionTests {
    @Test func aNewRunTakesTheFasterPrecision() {
      #expect(PrecisionTimes(bfloat16: 1, float32: 0.9).choice() == .float32)
      #expect(PrecisionTimes(bfloat16: 0.9, float32: 1).choice() == .bfloat16)
    }

    @Test func aRunThatGoesOnKeepsItsPrecisionUnlessTheOtherIsClearlyFaster() {
      let near = PrecisionTimes(bfloat16: 1, float32: 0.9)
      #expect(near.choice(current: .bfloat16) == .bfloat16)
      #expect(near.choice(current: .float32) == .float32)
      #expect(PrecisionTimes(bfloat16: 1, float32: 0.3).choice(current: .bfloat16) == .float32)
      #expect(PrecisionTimes(bfloat16: 0.3, float32: 1).choice(current: .float32) == .bfloat16)
    }

    @Test func bothPrecisionsAreTimed() {
      let configuration = Configuration(vocabularySize: 9, layerCount: 3, width: 64)
      let times = PrecisionTimes(measuring: configuration, kernels: .fused)
      #expect(times.bfloat16 > 0 && times.bfloat16 < 60)
      #expect(times.float32 > 0 && times.float32 < 60)
    }

    @Test func aRunGoesOnInAnotherPrecision() async throws {
      try await withDataset { dataset, root in
        let checkpoint = root.appending(path: "checkpoint.safetensors")
        let first = makeTrainer(dataset)
        _ = try first.step()
        try first.save(to: checkpoint)
        let second = makeTrainer(dataset, precision: .float32)
        try second.restore(from: checkpoint)
        #expect(second.state.step == 1)
        #expect(second.state.precision == "float32")
        let (one, other) = (try first.step().loss, try second.step().loss)
        #expect(abs(one - other) < 0.05)
        #expect(one != other)
      }
    }

    @Test func trainMeasuresSaysAndRecordsItsPrecision() async throws {
      try await withDataset { _, root in
        let out = root.appending(path: "run")
        let arguments = [
          "train", "--data", root.appending(path: "data").path, "--out", out.path, "--layers", "1",
          "--width", "64", "--batch", "1", "--length", "48", "--steps", "1",
        ]
        let command = try Command(arguments)
        #expect(command.end() == 0, "\(command.error)")
        let checkpoint = out.appending(path: "checkpoint.safetensors")
        let recorded = try RunState(from: SafeTensors(contentsOf: checkpoint)).precision
        let name = recorded == "bfloat16" ? "bf16" : "fp32"
        #expect(command.error.contains("--precision \(name): "))

        let other = name == "bf16" ? "fp32" : "bf16"
        let again = try Command(arguments.dropLast() + ["2", "--precision", other])
        #expect(again.end() == 0, "\(again.error)")
        #expect(again.error.contains("the checkpoint was computed in \(recorded)"))
        #expect(try RunState(from: SafeTensors(contentsOf: checkpoint)).precision != recorded)
      }
    }

    @Test func anExportedModelIsEvaluatedAsItsCheckpoint() async throws {
      try await withDataset { _, root in
        let (data, out) = (root.appending(path: "data").path, root.appending(path: "run"))
        let checkpoint = out.appending(path: "checkpoint.safetensors").path
        func run(_ arguments: [String]) throws -> String {
          let command = try Command(arguments)
          #expect(command.end() == 0, "\(command.error)")
          return command.output
        }
        _ = try run([
          "train", "--data", data, "--out", out.path, "--layers", "1", "--width", "64", "--batch",
          "2", "--length", "48", "--steps", "3", "--precision", "fp32",
        ])
        func evaluated(_ file: String) throws -> String {
          try run(["evaluate", file, "--data", data, "--holes", "2", "--precision", "fp32"])
        }
        let expected = try evaluated(checkpoint)
        #expect(expected.contains("nats_per_token"))
        for (precision, isExact) in [("fp32", true), ("bf16", false)] {
          let model = root.appending(path: "model-\(precision).safetensors").path
          _ = try run(["export", checkpoint, "--out", model, "--precision", precision])
          let found = try evaluated(model)
          #expect((found == expected) == isExact)
        }
      }
    }

    @Test func aModelWithOtherTokensIsRefused() async throws {
      try await withDataset { dataset, root in
        let checkpoint = root.appending(path: "checkpoint.safetensors")
        let trainer = makeTrainer(
          dataset, tokenizer: try String(contentsOf: otherTokenizer(root), encoding: .utf8))
        try trainer.save(to: checkpoint)
        let command = try Command([
          "evaluate", checkpoint.path, "--data", root.appending(path: "data").path,
        ])
        #expect(command.end() != 0)
        #expect(command.error.contains("has other tokens than"))
      }
    }
  }
}

/// A tokenizer.json with fewer pitches than that of the dataset in `root`.
private func otherTokenizer(_ root: URL) throws -> URL {
  let url = root.appending(path: "data").appending(path: "tokenizer.json")
  let text = try String(contentsOf: url, encoding: .utf8)
  let other = root.appending(path: "other.json")
  let changed = text.replacing(/"pitch_range": ?\[\s*21,/) { _ in "\"pitch_range\": [22," }
  #expect(changed != text)
  try Data(changed.utf8).write(to: other)
  return other
}
