// What is measured of a model: reading a prompt, writing takes, and the bounds of both.

import RWKV

/// What is measured of a model.
enum EngineWork: Hashable {
  /// Tokens read a second.
  case prefill(Weights, threads: Int, tokens: Int)
  /// Tokens written a second, of all takes together.
  case decoding(Weights, threads: Int, takes: Int)
  /// Tokens that another program writes a second.
  case peer(String, format: String, threads: Int)
  /// Bytes read a second from a buffer of the weights' size.
  case readingWeights(Weights, threads: Int)
  /// Bytes read a second from a buffer larger than any cache.
  case readingMemory(threads: Int)
  /// Operations a second with numbers of a format, without any memory.
  case multiplyAdd(Weights, threads: Int)
}

extension MeasuredModel {
  static let promptLengths = [64, 512, 2048]
  static let takeCounts = [1, 4, 16]
  /// More than any cache has.
  private static let memoryBytes = 512 << 20

  /// All that is measured in turns; the peers answer requests such as `decode FP32 2 0.5`.
  func workloads(_ options: MeasuringOptions, peers: [EnginePeer]) -> [Workload<EngineWork>] {
    let seconds = options.seconds
    let parts = options.threadCounts.reduce(1, *)
    let memory = ReadingBuffer(byteCount: MeasuredModel.memoryBytes, parts: parts)
    return options.threadCounts.flatMap { threads in
      var result = self.weights.flatMap { weights in
        let buffer = ReadingBuffer(byteCount: bytes(weights), parts: parts)
        return [
          readingWeights(weights, threads, buffer, seconds), multiplyAdd(weights, threads, seconds),
        ]
          + MeasuredModel.promptLengths.map { prefill(weights, threads, $0, seconds) }
          + MeasuredModel.takeCounts.map { decoding(weights, threads, $0, seconds) }
      }
      for peer in peers {
        for format in peer.formats {
          result.append(
            Workload(.peer(peer.program, format: format, threads: threads)) {
              let request = "decode \(format) \(threads) \(seconds)"
              let passes: PeerPasses = try peer.peer.ask(request)
              return passes.rate
            })
        }
      }
      result.append(
        Workload(
          .readingMemory(threads: threads), units: Double(memory.byteCount), seconds: seconds
        ) { memory.read(threads: threads) })
      return result
    }
  }

  func bytes(_ weights: Weights) -> Int { self[weights, threads: 1].parameterBytes }

  private func prefill(
    _ weights: Weights, _ threads: Int, _ count: Int, _ seconds: Double
  ) -> Workload<EngineWork> {
    let (model, tokens) = (self[weights, threads: threads], tokens(count))
    return Workload(
      .prefill(weights, threads: threads, tokens: count), units: Double(count), seconds: seconds
    ) {
      var state = model.makeState()
      _ = model.prefill(tokens, state: &state)
    }
  }

  private func decoding(
    _ weights: Weights, _ threads: Int, _ takes: Int, _ seconds: Double
  ) -> Workload<EngineWork> {
    let stepsPerPass = 16
    let (model, tokens) = (self[weights, threads: threads], tokens(stepsPerPass * takes))
    var states = (0..<takes).map { _ in model.makeState() }
    return Workload(
      .decoding(weights, threads: threads, takes: takes), units: Double(stepsPerPass * takes),
      seconds: seconds
    ) {
      for step in 0..<stepsPerPass {
        _ = model.step(Array(tokens[step * takes..<(step + 1) * takes]), states: &states)
      }
    }
  }

  private func readingWeights(
    _ weights: Weights, _ threads: Int, _ buffer: ReadingBuffer, _ seconds: Double
  ) -> Workload<EngineWork> {
    Workload(
      .readingWeights(weights, threads: threads), units: Double(buffer.byteCount), seconds: seconds
    ) { buffer.read(threads: threads) }
  }

  private func multiplyAdd(
    _ weights: Weights, _ threads: Int, _ seconds: Double
  ) -> Workload<EngineWork> {
    Workload(
      .multiplyAdd(weights, threads: threads), units: multiplyAndAdd(weights, threads: threads),
      seconds: seconds
    ) { multiplyAndAdd(weights, threads: threads) }
  }
}
