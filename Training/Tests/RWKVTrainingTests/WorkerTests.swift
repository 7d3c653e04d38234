// Several workers train as one process does.

import Checkpoint
import Foundation
import RWKVTraining
import Testing

private func arguments(_ root: URL, _ out: String, steps: Int) -> [String] {
  [
    "train", "--data", root.appending(path: "data").path, "--out", root.appending(path: out).path,
    "--layers", "1", "--width", "64", "--batch", "4", "--length", "48", "--steps", "\(steps)",
    "--evaluate-steps", "4", "--precision", "fp32",
  ]
}

/// Training losses and the losses of evaluations, step by step.
private func losses(_ root: URL, _ out: String) throws -> [(step: Int, loss: Double)] {
  let text = try String(
    contentsOf: root.appending(path: out).appending(path: "log.tsv"), encoding: .utf8)
  return text.split(separator: "\n").dropFirst().compactMap { line in
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard let step = Int(fields[0]), let loss = Double(fields[3]) ?? Double(fields[6]) else {
      return nil
    }
    return (step, loss)
  }
}

private func job(_ arguments: [String]) throws -> [Command] {
  let port = Int.random(in: 20000..<60000)
  return try (0..<2).map { rank in
    try Command(
      arguments,
      environment: [
        "RANK": "\(rank)", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": "\(port)", "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo",
      ])
  }
}

extension LibtorchTests {
  @Suite struct WorkerTests {
    @Test func twoWorkersHaveTheLossesOfOneProcess() async throws {
      try await withDataset { _, root in
        let alone = try Command(arguments(root, "alone", steps: 8))
        #expect(alone.end() == 0)
        for worker in try job(arguments(root, "two", steps: 8)) {
          #expect(worker.end() == 0, "\(worker.error)")
        }
        let (one, two) = (try losses(root, "alone"), try losses(root, "two"))
        #expect(one.map(\.step) == [1, 2, 3, 4, 4, 5, 6, 7, 8, 8])
        #expect(one.map(\.step) == two.map(\.step))
        for (a, b) in zip(one, two) { #expect(abs(a.loss - b.loss) < 1e-4) }
      }
    }

    @Test func aKilledWorkerEndsTheJobWithACheckpointThatResumes() async throws {
      try await withDataset { _, root in
        let workers = try job(arguments(root, "torn", steps: 100_000))
        workers[0].wait { ((try? losses(root, "torn").count) ?? 0) > 4 }
        workers[1].kill()
        #expect(workers[0].end() == 1)
        let error = workers[0].error
        #expect(error.contains("a worker is gone"), "\(error)")
        let file = try SafeTensors(contentsOf: root.appending(path: "torn/checkpoint.safetensors"))
        let step = try RunState(from: file).step
        let logged = try losses(root, "torn").map(\.step)
        #expect(step == logged.max())
        let again = try Command(arguments(root, "torn", steps: step + 2))
        #expect(again.end() == 0, "\(again.error)")
        #expect(again.error.contains("going on after step \(step)"))
      }
    }

    @Test func aDeviceThatIsNotThereIsRefusedWithTheReason() async throws {
      try await withDataset { _, root in
        let command = try Command(arguments(root, "cuda", steps: 1) + ["--device", "cuda:7"])
        #expect(command.end() == 64)
        #expect(command.error.contains("--device cuda:7: "))
        #expect(command.error.contains("--device cpu"))
      }
    }
  }
}
