using PopPK.Numerics.LinearAlgebra;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Numerics.Tests.LinearAlgebra;

public class FiniteKernelTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void One_number_that_is_not_finite_is_found_wherever_it_stands(double value)
    {
        for (var length = 0; length < 40; length++)
        {
            double[] numbers = [.. Enumerable.Range(0, length).Select(i => i % 2 == 0 ? double.MaxValue : double.MinValue)];
            Assert.True(FiniteKernel.AreFinite(numbers));
            for (var i = 0; i < length; i++)
            {
                var kept = numbers[i];
                numbers[i] = value;
                Assert.False(FiniteKernel.AreFinite(numbers));
                numbers[i] = kept;
            }
        }
    }

    [Fact]
    public void Looking_allocates_nothing()
    {
        var numbers = new double[37];
        Allocation.IsZero(() => FiniteKernel.AreFinite(numbers));
    }
}
