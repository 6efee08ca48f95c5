using System.Diagnostics.CodeAnalysis;

namespace PopPK.Numerics.Randomness;

/// <summary>
/// Random numbers that depend on nothing but a seed, a purpose, an item and a replicate: no order of work, no number of threads
/// changes them. Streams with different keys never overlap: seed is the key of the generator, the rest is part of its counter, each
/// stream has 2^34 words of 32 bits. The same bits on every platform. Mutable; one owner.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "Counter-based generators are described in terms of streams of random numbers.")]
public sealed class RandomStream
{
    private const int WordsPerBlock = 4;
    private readonly ulong _seed;
    private readonly uint[] _counter;
    private readonly uint[] _words = new uint[WordsPerBlock];
    private int _used = WordsPerBlock;

    /// <summary>Begins a stream.</summary>
    /// <param name="seed">The user's seed; not negative.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="item">Whom or what they are for, such as a position in the data; not negative.</param>
    /// <param name="replicate">The number of the replicate; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public RandomStream(long seed, RandomPurpose purpose, int item = 0, int replicate = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seed);
        ArgumentOutOfRangeException.ThrowIfNegative(item);
        ArgumentOutOfRangeException.ThrowIfNegative(replicate);
        _seed = (ulong)seed;
        _counter = [0, (uint)item, (uint)replicate, (uint)purpose];
    }

    /// <summary>Goes to the beginning of another stream of the same seed and purpose, without a new object.</summary>
    /// <param name="item">Whom or what the numbers are for; not negative.</param>
    /// <param name="replicate">The number of the replicate; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public void MoveTo(int item, int replicate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(item);
        ArgumentOutOfRangeException.ThrowIfNegative(replicate);
        (_counter[0], _counter[1], _counter[2]) = (0, (uint)item, (uint)replicate);
        _used = WordsPerBlock;
    }

    /// <summary>The next 32 random bits.</summary>
    /// <exception cref="OverflowException">The stream is at its end.</exception>
    public uint NextWord()
    {
        if (_used == WordsPerBlock)
        {
            Philox.Generate(_counter, _seed, _words);
            _counter[0] = checked(_counter[0] + 1);
            _used = 0;
        }

        return _words[_used++];
    }

    /// <summary>A number uniform between 0 and 1, both excluded: one of the midpoints of 2^52 equal intervals.</summary>
    public double NextUniform()
    {
        var bits = ((ulong)NextWord() << 20) ^ (NextWord() >> 12);
        return (bits + 0.5) * (1.0 / (1UL << 52));
    }

    /// <summary>A standard normal number, by inversion (<see cref="NormalQuantile"/>): one uniform number makes one normal number.</summary>
    public double NextNormal() => NormalQuantile.At(NextUniform());

    /// <summary>A whole number from 0 to a count - 1, each equally likely (Lemire 2019, ACM Trans Model Comput Simul 29:3).</summary>
    /// <param name="count">How many there are to choose from, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is nothing to choose from.</exception>
    public int NextIndex(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var n = (uint)count;
        var product = (ulong)NextWord() * n;

        // 2^32 mod n words would fall on some numbers once more than on others; they are drawn again.
        var surplus = unchecked(0u - n) % n;
        while ((uint)product < surplus)
        {
            product = (ulong)NextWord() * n;
        }

        return (int)(product >> 32);
    }
}
