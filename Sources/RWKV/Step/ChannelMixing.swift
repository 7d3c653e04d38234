// The channel mixing: what a token makes of itself and the one before it.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The weights of the channel mixing in one layer.
final class ChannelMixing: Sendable {
  let x_k: Vector  // (C): token shift of the key
  let key: Matrix  // (F,C)
  let value: Matrix  // (C,F)
  /// How much of it comes through; before RWKV-7. (C) and (C,C)
  let gate: (x_r: Vector, receptance: Matrix)?

  /// Takes the tensors of one layer, in the order in which a step reads them.
  init(
    _ reader: inout TensorReader, _ ffn: String, _ sizes: Configuration
  ) throws(ModelError) {
    let (C, F) = (sizes.width, sizes.hiddenWidth)
    x_k =
      switch sizes.generation {
      case .five: try reader.complements(["\(ffn).time_mix_k"], count: C)
      case .six: try reader.vector("\(ffn).time_maa_k", count: C)
      case .seven: try reader.vector("\(ffn).x_k", count: C)
      }
    key = try reader.matrix("\(ffn).key.weight", outputs: F, inputs: C)
    value = try reader.matrix("\(ffn).value.weight", outputs: C, inputs: F)
    let x_r: Vector? =
      switch sizes.generation {
      case .five: try reader.complements(["\(ffn).time_mix_r"], count: C)
      case .six: try reader.vector("\(ffn).time_maa_r", count: C)
      case .seven: nil
      }
    if let x_r {
      gate = (x_r, try reader.matrix("\(ffn).receptance.weight", outputs: C, inputs: C))
    } else {
      gate = nil
    }
  }

  /// Adds V relu(K x_k)^2 to y, (T,C); with a gate times sigmoid(R x_r).
  func add(to y: Columns, _ x: Columns, _ previous: Previous, _ bench: Workbench) {
    bench.temporarily {
      let k = bench.columns(x.count, key.outputs)  // (T,F)
      var products = [
        Product(k, key, x, TokenShift(previous: previous, mixes: x_k), then: .reluSquared)
      ]
      guard let (x_r, receptance) = gate else {
        bench.multiply(products)
        bench.addProduct(to: y, value, k)
        return
      }
      let r = bench.columns(x.count, receptance.outputs)  // (T,C)
      products.append(
        Product(r, receptance, x, TokenShift(previous: previous, mixes: x_r), then: .sigmoid))
      bench.multiply(products)
      let v = bench.columns(x.count, value.outputs)  // (T,C)
      bench.product(v, value, k)
      bench.multiply(v, r)
      bench.add(y, v)
    }
  }
}
