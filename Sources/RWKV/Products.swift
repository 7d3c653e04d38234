// Several products at once: what a layer multiplies side by side is shared out between the threads together.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// A matrix and the columns that it is to be multiplied with.
typealias Factors = (W: Matrix, x: Columns)

extension Kernels {
  /// W x for each column of x.
  func product(_ W: Matrix, _ x: Columns) -> Columns { products([(W, x)])[0] }

  /// The same for several matrices, none of which waits for another.
  func products(_ factors: [Factors]) -> [Columns] {
    let products = products(preparing: factors)
    let weights = products.reduce(0) { $0 + $1.W.byteCount }
    let pieces = threads > 1 ? min(4 * threads, weights / Kernels.bytesPerPiece) : 1
    if pieces > 1 {
      let strips = products.reduce(0) { $0 + $1.W.stripCount * $1.W.inputs }
      Workers.shared.run(pieces, threads: threads, isShort: products[0].x.count <= 4) { piece in
        Kernels.multiply(
          products, from: strips * piece / pieces, to: strips * (piece + 1) / pieces, self)
      }
    } else {
      for product in products {
        product.W.multiply(0..<product.W.stripCount, product.x, into: product.y, self)
      }
    }
    return products.map(\.y)
  }

  private func products(preparing factors: [Factors]) -> [Product] {
    let widths = factors.flatMap { [$0.W.outputs, $0.W.preparedWidth ?? 0] }
    let blocks = Columns.blocks(factors[0].x.count, widths: widths)
    return factors.indices.map { index in
      let (W, x) = factors[index]
      let (y, prepared) = (blocks[2 * index], blocks[2 * index + 1])
      precondition(
        x.width == W.inputs && x.count == y.count,
        "\(x.count) columns of \(x.width) for \(y.count) of \(W.inputs) inputs")
      if prepared.width > 0 { W.prepare(x, into: prepared, self) }
      return Product(W: W, x: prepared.width > 0 ? prepared : x, y: y)
    }
  }

  /// Less is not worth the handing out.
  private static let bytesPerPiece = 16 << 10

  /// The strips that begin between two places, where a strip is as long as its matrix has inputs.
  private static func multiply(
    _ products: [Product], from start: Int, to end: Int, _ kernels: Kernels
  ) {
    var place = 0
    for product in products {
      let (count, length) = (product.W.stripCount, product.W.inputs)
      func strip(_ position: Int) -> Int {
        min(max((position - place + length - 1) / length, 0), count)
      }
      let strips = strip(start)..<max(strip(start), strip(end))
      if !strips.isEmpty { product.W.multiply(strips, product.x, into: product.y, kernels) }
      place += count * length
    }
  }
}

/// A product with its columns prepared and room for the result.
private struct Product: Sendable {
  let W: Matrix
  let x: Columns
  let y: Columns
}
