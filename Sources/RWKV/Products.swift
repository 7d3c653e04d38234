// Several products at once: what a layer multiplies side by side is shared out between the threads together.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// y = W x, where each column of x may first go a part of the way to the one before it.
struct Product {
  /// How far the columns look back: by the share that stands in `mixes` from `first` on.
  struct Shift {
    let previous: Previous
    let mixes: [Float]
    var first = 0
  }

  let y: Columns
  let W: Matrix
  let x: Columns
  let shift: Shift?

  init(_ y: Columns, _ W: Matrix, _ x: Columns, _ shift: Shift? = nil) {
    precondition(
      x.width == W.inputs && y.width == W.outputs && x.count == y.count,
      "\(x.count) columns of \(x.width) for \(y.count) of \(W.outputs) x \(W.inputs)")
    (self.y, self.W, self.x, self.shift) = (y, W, x, shift)
  }
}

extension Workbench {
  func product(_ y: Columns, _ W: Matrix, _ x: Columns) { multiply([Product(y, W, x)]) }

  /// Several products, none of which waits for another.
  func multiply(_ products: [Product]) {
    temporarily {
      let prepared = products.map(prepare)
      let weights = prepared.reduce(0) { $0 + $1.W.byteCount }
      let pieces = threads > 1 ? min(2 * threads, weights / Workbench.bytesPerPiece) : 1
      if pieces > 1 {
        let (kernels, strips) = (kernels, prepared.reduce(0) { $0 + $1.length })
        Workers.shared.run(pieces, threads: threads, isShort: prepared[0].x.count <= 4) { piece in
          multiplyStrips(
            of: prepared, from: strips * piece / pieces, to: strips * (piece + 1) / pieces, kernels)
        }
      } else {
        for product in prepared {
          product.W.multiply(0..<product.W.stripCount, product.x, into: product.y, kernels)
        }
      }
    }
  }

  /// Less is not worth the handing out.
  private static let bytesPerPiece = 32 << 10

  /// The columns in the form that the matrix reads; each is shifted and brought into that form while it is at hand.
  private func prepare(_ product: Product) -> PreparedProduct {
    let (W, x) = (product.W.packed, product.x)
    guard product.shift != nil || W.preparedWidth != nil else {
      return PreparedProduct(y: product.y, W: W, x: x)
    }
    let prepared = columns(x.count, W.preparedWidth ?? x.width)
    let shifted = W.preparedWidth == nil ? prepared : columns(1, x.width)
    for column in 0..<x.count {
      var source = UnsafePointer(x[column])
      if let shift = product.shift {
        let target = shifted[W.preparedWidth == nil ? column : 0]
        shift.mixes.withUnsafeBufferPointer {
          let mix = $0.baseAddress! + shift.first
          kernels.table.lerp(target, source, shift.previous[column], mix, x.width)
        }
        source = UnsafePointer(target)
      }
      if W.preparedWidth != nil { W.prepare(source, into: prepared[column], kernels) }
    }
    return PreparedProduct(y: product.y, W: W, x: prepared)
  }
}

/// A product with its columns in the form that the matrix reads.
private struct PreparedProduct: Sendable {
  let y: Columns
  let W: PackedMatrix
  let x: Columns

  /// Of all strips, each as long as the matrix has inputs.
  var length: Int { W.stripCount * W.inputs }
}

/// The strips that begin between two places.
private func multiplyStrips(
  of products: [PreparedProduct], from start: Int, to end: Int, _ kernels: Kernels
) {
  var place = 0
  for product in products {
    let (count, length) = (product.W.stripCount, product.W.inputs)
    func strip(_ position: Int) -> Int {
      min(max((position - place + length - 1) / length, 0), count)
    }
    let strips = strip(start)..<max(strip(start), strip(end))
    if !strips.isEmpty { product.W.multiply(strips, product.x, into: product.y, kernels) }
    place += product.length
  }
}
