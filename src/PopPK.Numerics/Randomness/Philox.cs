namespace PopPK.Numerics.Randomness;

/// <summary>
/// The counter-based generator Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, Parallel random numbers: as easy as 1, 2, 3, SC11):
/// a bijection of 128 bits under a key of 64 bits whose values at 0, 1, 2, ... are random numbers. Stateless.
/// </summary>
internal static class Philox
{
    private const int Rounds = 10;

    /// <summary>The four random words of a counter.</summary>
    /// <param name="counter">Four words.</param>
    /// <param name="key">The key.</param>
    /// <param name="words">Receives four words.</param>
    public static void Generate(ReadOnlySpan<uint> counter, ulong key, Span<uint> words)
    {
        var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3]);
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var first = 0xD2511F53UL * c0;
            var second = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(second >> 32) ^ c1 ^ k0, (uint)second, (uint)(first >> 32) ^ c3 ^ k1, (uint)first);

            // Weyl sequences of the golden ratio and of sqrt(3) - 1.
            k0 = unchecked(k0 + 0x9E3779B9);
            k1 = unchecked(k1 + 0xBB67AE85);
        }

        (words[0], words[1], words[2], words[3]) = (c0, c1, c2, c3);
    }
}
