// A run that is killed or interrupted, in a process of its own.

import Checkpoint
import Foundation
import RWKVTraining
import Testing

private func arguments(
  _ data: URL, _ out: URL, steps: Int = 14, minutes: Int = 0
) -> [String] {
  [
    "train", "--data", data.path, "--out", out.path, "--layers", "1", "--width", "64", "--batch",
    "2", "--length", "48", "--steps", "\(steps)", "--checkpoint-minutes", "\(minutes)",
    "--evaluate-steps", "5", "--precision", "bf16",
  ]
}

/// What a log says of every step, without the time it took.
private func lines(_ out: URL) throws -> [String] {
  let text = try String(contentsOf: out.appending(path: "log.tsv"), encoding: .utf8)
  return text.split(separator: "\n").dropFirst().map { line in
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    return (fields[0..<2] + fields[3...]).joined(separator: "\t")
  }
}

private func stepsInLog(_ out: URL) -> Int { (try? lines(out).count) ?? 0 }

private func tensors(_ out: URL) throws -> [String: [Float]] {
  let file = try SafeTensors(contentsOf: out.appending(path: "checkpoint.safetensors"))
  return Dictionary(uniqueKeysWithValues: try file.names.map { ($0, try file.floats($0)) })
}

extension LibtorchTests {
  @Suite struct InterruptionTests {
    @Test func aRunThatIsKilledAgainAndAgainEndsAsIfNothingHadHappened() async throws {
      try await withDataset { _, root in
        let data = root.appending(path: "data")
        let (whole, torn) = (root.appending(path: "whole"), root.appending(path: "torn"))
        let first = try Command(arguments(data, whole))
        #expect(first.end() == 0)
        var kills = 0
        // At moments that fall into steps, evaluations and the writing of checkpoints.
        for delay in [0, 5, 12, 25] {
          let command = try Command(arguments(data, torn))
          let done = stepsInLog(torn)
          command.wait { stepsInLog(torn) > done }
          Thread.sleep(forTimeInterval: Double(delay) / 1000)
          if command.isRunning {
            command.kill()
            kills += 1
          }
        }
        #expect(kills > 1)
        let last = try Command(arguments(data, torn))
        #expect(last.end() == 0)
        let (found, wanted) = (try lines(torn), try lines(whole))
        #expect(found == wanted)
        let isSame = try tensors(torn) == tensors(whole)
        #expect(isSame)
        let files = try FileManager.default.contentsOfDirectory(atPath: torn.path)
        #expect(
          files.sorted() == [
            "checkpoint.safetensors", "events.out.tfevents.0.continuo", "log.tsv",
          ])
      }
    }

    #if !os(Windows)  // where no process can press another's interrupt key
      @Test(arguments: [SIGINT, SIGTERM])
      func aRunThatIsInterruptedWritesItsCheckpointAndSaysSo(signal: Int32) async throws {
        try await withDataset { _, root in
          let out = root.appending(path: "run")
          let command = try Command(
            arguments(root.appending(path: "data"), out, steps: 100_000, minutes: 60))
          command.wait { stepsInLog(out) > 2 }
          if signal == SIGINT { command.interrupt() } else { command.terminate() }
          #expect(command.end() == 128 + signal)
          let file = try SafeTensors(contentsOf: out.appending(path: "checkpoint.safetensors"))
          let step = try RunState(from: file).step
          #expect(step > 2)
          let last = try lines(out).last { $0.split(separator: "\t").count > 3 }
          #expect(last?.hasPrefix("\(step)\t") == true)
          #expect(command.error.contains("stopped after step \(step)"))
        }
      }
    #endif
  }
}
