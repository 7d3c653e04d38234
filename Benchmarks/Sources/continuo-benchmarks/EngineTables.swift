// The tables of a model's speed, each beside its bound.

/// The tables of a model's speed, each beside its bound.
struct EngineTables {
  let model: MeasuredModel
  let rates: [EngineWork: Rates]
  let threadCounts: [Int]

  var all: [Table] { [bounds, prefill, decoding] + (hasPeer ? [peers] : []) }

  private var hasPeer: Bool { !peerFormats.isEmpty }

  /// The programs and formats that were measured, in the order of the alphabet.
  private var peerFormats: [(program: String, format: String)] {
    let all = rates.keys.compactMap { work -> [String]? in
      if case .peer(let program, let format, _) = work { [program, format] } else { nil }
    }
    return Set(all).sorted { $0.lexicographicallyPrecedes($1) }.map { ($0[0], $0[1]) }
  }

  /// What the machine does when it does nothing else.
  private var bounds: Table {
    var table = Table(
      "\(model.title)\nBounds of this machine",
      columns: ["what", "threads", "median", "best", "unit"])
    func add(_ what: String, _ threads: Int, _ work: EngineWork, _ unit: String) {
      let rate = rates[work]
      table.add(
        .text(what), .count(threads), cell(rate?.median, 1e-9, 1), cell(rate?.best, 1e-9, 1),
        .text(unit))
    }
    for threads in threadCounts {
      for weights in Weights.allCases {
        let megabytes = Double(model.bytes(weights)) * 1e-6
        add(
          "reading \(Int(megabytes.rounded())) MB, as \(weights.rawValue) weights", threads,
          .readingWeights(weights, threads: threads), "GB/s")
      }
      add("reading 512 MiB", threads, .readingMemory(threads: threads), "GB/s")
      add("multiplying and adding in fp32", threads, .multiplyAdd(threads: threads), "GFLOP/s")
    }
    return table
  }

  /// Reading a prompt is bound by arithmetic: each weight is used for many tokens.
  private var prefill: Table {
    var table = Table(
      "Reading a prompt",
      columns: [
        "weights", "threads", "tokens", "tokens/s", "best", "GFLOP/s", "% of arithmetic",
      ])
    for (weights, threads, tokens) in each(MeasuredModel.promptLengths) {
      let rate = rates[.prefill(weights, threads: threads, tokens: tokens)]
      let operations = (rate?.median ?? 0) * model.operationsPerToken
      table.add(
        .text(weights.rawValue), .count(threads), .count(tokens), cell(rate?.median),
        cell(rate?.best), cell(operations, 1e-9, 1),
        percent(operations, of: .multiplyAdd(threads: threads)))
    }
    return table
  }

  /// One take is bound by reading the weights; many takes share a reading and come to arithmetic.
  private var decoding: Table {
    var table = Table(
      "Writing takes side by side",
      columns: [
        "weights", "threads", "takes", "tokens/s", "best", "weights GB/s", "% of reading",
        "GFLOP/s", "% of arithmetic",
      ])
    for (weights, threads, takes) in each(MeasuredModel.takeCounts) {
      let rate = rates[.decoding(weights, threads: threads, takes: takes)]
      let bytes = (rate?.median ?? 0) / Double(takes) * Double(model.bytes(weights))
      let operations = (rate?.median ?? 0) * model.operationsPerToken
      table.add(
        .text(weights.rawValue), .count(threads), .count(takes), cell(rate?.median),
        cell(rate?.best), cell(bytes, 1e-9, 1),
        percent(bytes, of: .readingWeights(weights, threads: threads)),
        cell(operations, 1e-9, 1), percent(operations, of: .multiplyAdd(threads: threads)))
    }
    return table
  }

  private var peers: Table {
    var table = Table(
      "Writing one take, beside other programs with the same weights and threads",
      columns: [
        "program", "weights", "threads", "tokens/s", "best", "times rwkv", "times rwkv.cpp",
      ])
    for threads in threadCounts {
      func peer(_ program: String, _ format: String) -> Double? {
        rates[.peer(program, format: format, threads: threads)]?.median
      }
      func add(_ program: String, _ weights: String, like format: String?, _ rate: Rates?) {
        let median = rate?.median ?? 0
        table.add(
          .text(program), .text(weights), .count(threads), cell(rate?.median), cell(rate?.best),
          cell(peer("rwkv", "FP32").map { median / $0 }, 1, 1),
          cell(format.flatMap { peer("rwkv.cpp", $0) }.map { median / $0 }, 1, 1))
      }
      for (program, format) in peerFormats {
        add(program, format, like: nil, rates[.peer(program, format: format, threads: threads)])
      }
      for weights in Weights.allCases.reversed() {
        add(
          "continuo", weights.rawValue, like: weights.peerFormat,
          rates[.decoding(weights, threads: threads, takes: 1)])
      }
    }
    return table
  }

  private func each(_ sizes: [Int]) -> [(Weights, threads: Int, size: Int)] {
    Weights.allCases.flatMap { weights in
      threadCounts.flatMap { threads in sizes.map { (weights, threads, $0) } }
    }
  }

  private func cell(_ value: Double?, _ scale: Double = 1, _ digits: Int = 0) -> Cell {
    value.map { .number($0 * scale, digits: digits) } ?? .none
  }

  private func percent(_ value: Double, of bound: EngineWork) -> Cell {
    rates[bound].map { .number(100 * value / $0.median) } ?? .none
  }
}
