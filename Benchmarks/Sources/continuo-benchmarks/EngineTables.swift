// The tables of a model's speed, each beside its bound.

import Rendering

/// The tables of a model's speed, each beside its bound.
struct EngineTables {
  let model: MeasuredModel
  let rates: [EngineWork: Rates]
  let threadCounts: [Int]

  var all: [Table] { [bounds, speeds] + (hasPeer ? [peers] : []) }

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
      for weights in model.weights {
        let megabytes = Double(model.bytes(weights)) * 1e-6
        add(
          "reading \(Int(megabytes.rounded())) MB, as \(weights.rawValue) weights", threads,
          .readingWeights(weights, threads: threads), "GB/s")
        add(
          "multiplying and adding in \(weights.rawValue)", threads,
          .multiplyAdd(weights, threads: threads), "Gop/s")
      }
      add("reading 512 MiB", threads, .readingMemory(threads: threads), "GB/s")
    }
    return table
  }

  /// Everything must read all weights once for each step, and multiply each weight with each token.
  private var speeds: Table {
    var table = Table(
      "Tokens a second, beside what the slower of reading and arithmetic alone would allow",
      columns: [
        "what", "weights", "threads", "tokens/s", "best", "bound", "bound by", "% of bound",
        "step, times one take",
      ])
    for weights in model.weights {
      for threads in threadCounts {
        for count in MeasuredModel.promptLengths {
          let rate = rates[.prefill(weights, threads: threads, tokens: count)]
          add("reading \(count) tokens", count, rate, nil, weights, threads, to: &table)
        }
        let one = rates[.decoding(weights, threads: threads, takes: 1)]?.median
        for takes in MeasuredModel.takeCounts {
          let rate = rates[.decoding(weights, threads: threads, takes: takes)]
          let step = rate.flatMap { rate in one.map { Double(takes) * $0 / rate.median } }
          let what = takes == 1 ? "writing one take" : "writing \(takes) takes"
          add(what, takes, rate, step, weights, threads, to: &table)
        }
      }
    }
    return table
  }

  private func add(
    _ what: String, _ tokensAtOnce: Int, _ rate: Rates?, _ step: Double?, _ weights: Weights,
    _ threads: Int, to table: inout Table
  ) {
    let bytes = rates[.readingWeights(weights, threads: threads)]?.median ?? 0
    let operations = rates[.multiplyAdd(weights, threads: threads)]?.median ?? 0
    let reading = bytes / Double(model.bytes(weights)) * Double(tokensAtOnce)
    let arithmetic = operations / model.operationsPerToken
    let bound = min(reading, arithmetic)
    table.add(
      .text(what), .text(weights.rawValue), .count(threads), cell(rate?.median), cell(rate?.best),
      cell(bound), .text(reading < arithmetic ? "reading" : "arithmetic"),
      cell(rate.map { 100 * $0.median / bound }), cell(step, 1, 2))
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
      for weights in model.weights.reversed() {
        add(
          "continuo", weights.rawValue, like: weights.peerFormat,
          rates[.decoding(weights, threads: threads, takes: 1)])
      }
    }
    return table
  }

  private func cell(_ value: Double?, _ scale: Double = 1, _ digits: Int = 0) -> Table.Cell {
    value.map { .number($0 * scale, digits: digits) } ?? .none
  }
}
