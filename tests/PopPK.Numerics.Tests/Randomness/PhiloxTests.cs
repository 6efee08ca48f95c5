using PopPK.Numerics.Randomness;
using Xunit;

namespace PopPK.Numerics.Tests.Randomness;

public class PhiloxTests
{
    // Known answers of philox4x32 with 10 rounds, published with the paper's library Random123.
    [Theory]
    [InlineData(new uint[] { 0, 0, 0, 0 }, 0UL, new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 })]
    [InlineData(
        new uint[] { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
        0xffffffffffffffffUL,
        new uint[] { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd })]
    [InlineData(
        new uint[] { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
        0x299f31d0a4093822UL,
        new uint[] { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 })]
    public void Words_are_the_published_ones(uint[] counter, ulong key, uint[] expected)
    {
        var words = new uint[4];
        Philox.Generate(counter, key, words);
        Assert.Equal(expected, words);
    }

    [Fact]
    public void A_stream_is_the_generator_with_its_key_in_the_counter()
    {
        var stream = new RandomStream(77, RandomPurpose.Bootstrap, item: 5, replicate: 9);
        var words = new uint[4];
        for (uint block = 0; block < 3; block++)
        {
            Philox.Generate([block, 5, 9, (uint)RandomPurpose.Bootstrap], 77, words);
            Assert.Equal(words, Enumerable.Range(0, 4).Select(_ => stream.NextWord()));
        }
    }
}
