using PopPK.TestKit;
using Xunit;

namespace PopPK.Symbolics.Tests;

public sealed class FunctionCompilerTests
{
    private static readonly Symbol _x = RandomExpression.X;
    private static readonly Symbol _y = RandomExpression.Y;
    private static readonly Symbol _z = RandomExpression.Z;

    private static readonly Dictionary<Symbol, Slot> _slots = new()
    {
        [_x] = new Slot(0, 0),
        [_y] = new Slot(0, 1),
        [_z] = new Slot(1, 0),
        [RandomExpression.Switch] = new Slot(2, 3),
    };

    [Fact]
    public void Compiled_equals_interpreted() => Checked.ForAll(RandomExpression.Any, random =>
        Assert.Equal(random.Value, Run(random, random.Expression)[0], Tolerance.Algebra * random.Magnitude), count: 1000);

    [Fact]
    public void Compiled_in_lanes_equals_interpreted() => Checked.ForAll(RandomExpression.Any, random =>
    {
        var function = FunctionCompiler.CompileLanes(_slots, [random.Expression, random.Expression * 2.0], broadcastBank: 1);
        var output = new double[2 * LaneFunction.Width];
        function.Function(
            InLanes(random.At(_x), random.At(_y)),
            [random.At(_z)],
            InLanes(0, 0, 0, random.At(RandomExpression.Switch)),
            output);
        for (var lane = 0; lane < LaneFunction.Width; lane++)
        {
            Assert.Equal(random.Value, output[lane], Tolerance.Algebra * random.Magnitude);
            Assert.Equal(2 * random.Value, output[LaneFunction.Width + lane], 2 * Tolerance.Algebra * random.Magnitude);
        }
    }, count: 500);

    [Fact]
    public void Every_lane_takes_its_own_branch()
    {
        Expr x = _x;
        Expr[] outputs =
        [
            Expr.Select(
                new ComparisonCondition(Comparison.Less, x, 3),
                Expr.Exp(x),
                Expr.Select(new NotCondition(new ComparisonCondition(Comparison.Equal, x, 5)), Expr.Power(x, _y), -x)),
            Expr.Select(
                new AndCondition(new ComparisonCondition(Comparison.Greater, x, 1), new ComparisonCondition(Comparison.LessOrEqual, x, 6)),
                Expr.Call(ElementaryFunction.Sin, x) / _z,
                Expr.Call(ElementaryFunction.Abs, x) - 4),
            Expr.Select(
                new OrCondition(new ComparisonCondition(Comparison.NotEqual, x, 2), new ComparisonCondition(Comparison.GreaterOrEqual, x, _y)), 1, 2),
        ];
        var function = FunctionCompiler.CompileLanes(_slots, outputs, broadcastBank: 1);
        double[] inputs = [0, 1, 2, 3, 4, 5, 6, double.NaN, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5];
        var output = new double[outputs.Length * LaneFunction.Width];
        function.Function(inputs, [7], [], output);
        for (var lane = 0; lane < LaneFunction.Width; lane++)
        {
            double ValueOf(Symbol symbol) => symbol == _x ? inputs[lane] : symbol == _y ? inputs[LaneFunction.Width + lane] : 7;
            for (var i = 0; i < outputs.Length; i++)
            {
                var expected = Interpreter.Evaluate(outputs[i], ValueOf);
                Assert.Equal(expected, output[i * LaneFunction.Width + lane], double.IsNaN(expected) ? Tolerance.Algebra : Tolerance.Algebra * Math.Max(1, Math.Abs(expected)));
            }
        }
    }

    [Fact]
    public void Compiled_derivatives_equal_interpreted_ones() => Checked.ForAll(RandomExpression.Smooth, random =>
    {
        var differentiator = new Differentiator();
        Expr[] outputs = [random.Expression, .. new[] { _x, _y, _z }.Select(by => differentiator.Differentiate(random.Expression, by))];
        var compiled = Run(random, outputs);
        for (var i = 0; i < outputs.Length; i++)
        {
            var output = random with { Expression = outputs[i] };
            Assert.Equal(output.Value, compiled[i], Tolerance.Algebra * output.Magnitude);
        }
    });

    [Fact]
    public void Each_exponential_is_computed_once_over_all_outputs()
    {
        var curve = Expr.Exp(-(Expr)_x * _y) * _z;
        var differentiator = new Differentiator();
        Expr[] outputs = [curve, differentiator.Differentiate(curve, _x), differentiator.Differentiate(differentiator.Differentiate(curve, _x), _y)];

        var function = FunctionCompiler.Compile(_slots, outputs);

        Assert.Equal(2, function.Listing.Split("exp(").Length);
    }

    [Fact]
    public void Structurally_equal_parts_are_computed_once()
    {
        var function = FunctionCompiler.Compile(_slots, [Expr.Log((Expr)_x + _y), Expr.Log((Expr)_x + _y) + 1]);

        Assert.Equal(3, function.Operations);
    }

    [Fact]
    public void A_quotient_with_several_reciprocals_divides_once()
    {
        var function = FunctionCompiler.Compile(_slots, [(Expr)_x / _y / _z]);

        Assert.Equal("out[0] = x/(y*z)\n", function.Listing);
        Assert.Equal(2, function.Operations);
    }

    [Fact]
    public void Small_whole_and_half_powers_are_multiplications_and_roots()
    {
        var function = FunctionCompiler.Compile(_slots, [Expr.Power(_x, 8), Expr.Power(_x, 1.5), Expr.Power(_x, -0.5), Expr.Power(_x, 0.75)]);

        Assert.Equal(
            """
            t1 = x*x
            t2 = t1*t1
            t3 = sqrt(x)
            out[0] = t2*t2
            out[1] = x*t3
            out[2] = 1/t3
            out[3] = x^0.75

            """,
            function.Listing);
    }

    [Fact]
    public void The_branch_not_taken_is_not_computed()
    {
        var isPositive = new ComparisonCondition(Comparison.Greater, _x, 0);
        var function = FunctionCompiler.Compile(_slots, [Expr.Select(isPositive, Expr.Log(_x), Expr.Exp(_y) * Expr.Exp(_y))]);

        Assert.Equal(
            """
            if (x > 0)
                t1 = log(x)
            else
                t2 = exp(y)
                t1 = t2*t2
            out[0] = t1

            """,
            function.Listing);
        Assert.Equal(Math.Exp(2), Invoke(function, x: -1, y: 1), Tolerance.Algebra);
        Assert.Equal(Math.Log(2), Invoke(function, x: 2, y: double.NaN), Tolerance.Algebra);
    }

    [Fact]
    public void What_both_branches_and_the_outside_need_is_computed_before()
    {
        var shared = Expr.Exp(_y);
        var isPositive = new ComparisonCondition(Comparison.Greater, _x, 0);
        var function = FunctionCompiler.Compile(_slots, [Expr.Select(isPositive, shared * 2, shared * 3)]);

        Assert.StartsWith("t1 = exp(y)\nif (x > 0)\n", function.Listing, StringComparison.Ordinal);
    }

    [Fact]
    public void Conditionals_inside_branches_are_computed_inside()
    {
        var inner = Expr.Select(new ComparisonCondition(Comparison.Less, _y, 1), Expr.Exp(_y), Expr.Log(_y));
        var function = FunctionCompiler.Compile(_slots, [Expr.Select(new ComparisonCondition(Comparison.Less, _x, 1), inner + 1, 5)]);

        Assert.Equal(Math.Exp(0.5) + 1, Invoke(function, x: 0, y: 0.5), Tolerance.Algebra);
        Assert.Equal(Math.Log(2) + 1, Invoke(function, x: 0, y: 2), Tolerance.Algebra);
        Assert.Equal(5, Invoke(function, x: 2, y: -1));
    }

    [Theory]
    [InlineData(Comparison.Less)]
    [InlineData(Comparison.LessOrEqual)]
    [InlineData(Comparison.Greater)]
    [InlineData(Comparison.GreaterOrEqual)]
    [InlineData(Comparison.Equal)]
    [InlineData(Comparison.NotEqual)]
    public void Comparisons_agree_with_the_interpreter_at_every_order_and_at_NaN(Comparison comparison)
    {
        var condition = new ComparisonCondition(comparison, _x, _y);
        var choice = Expr.Select(condition, 1, 0) + 2 * Expr.Select(new NotCondition(condition), 1, 0);
        var function = FunctionCompiler.Compile(_slots, [choice]);
        double[] values = [-1, 0, 1, double.PositiveInfinity, double.NaN];

        foreach (var x in values)
        {
            foreach (var y in values)
            {
                Assert.Equal(Interpreter.Evaluate(choice, s => s == _x ? x : y), Invoke(function, x, y));
            }
        }
    }

    [Fact]
    public void Constants_and_bare_symbols_can_be_outputs()
    {
        var function = FunctionCompiler.Compile(_slots, [2.5, _y, Expr.Zero]);
        var output = new double[3];

        function.Invoke([1, 7], [], [], output);

        Assert.Equal([2.5, 7, 0], output);
        Assert.Equal([0, 2, 0], new[] { 0, function.RequiredLengths[0], function.RequiredLengths[1] });
        Assert.Equal(3, function.OutputCount);
        Assert.Equal(0, function.Operations);
    }

    [Fact]
    public void No_outputs_make_a_function_that_does_nothing()
    {
        var function = FunctionCompiler.Compile(_slots, []);

        function.Invoke([], [], [], []);

        Assert.Equal("", function.Listing);
    }

    [Fact]
    public void Symbols_without_a_slot_are_all_named()
    {
        var problem = Assert.Throws<ArgumentException>(
            () => FunctionCompiler.Compile(_slots, [new Symbol("tvcl") * (Expr)_x, Expr.Exp(new Symbol("tvv"))]));

        Assert.Contains("tvcl, tvv", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(3, 0)]
    [InlineData(0, -1)]
    public void Slots_outside_the_banks_are_refused(int bank, int index) => Assert.Throws<ArgumentOutOfRangeException>(
        () => FunctionCompiler.Compile(new Dictionary<Symbol, Slot> { [_x] = new Slot(bank, index) }, [_x]));

    [Fact]
    public void Invoking_allocates_nothing()
    {
        var expression = Expr.Exp(-(Expr)_x * _y) / Expr.Power(_z, 0.75) + Expr.Call(ElementaryFunction.NormalCdf, _x);
        var function = FunctionCompiler.Compile(_slots, [expression, new Differentiator().Differentiate(expression, _x)]);
        double[] bank0 = [0.3, 2], bank1 = [1.5], output = [0, 0];
        function.Invoke(bank0, bank1, [], output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            function.Invoke(bank0, bank1, [], output);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static double[] Run(RandomExpression random, params Expr[] outputs)
    {
        double[] bank0 = [random.At(_x), random.At(_y)], bank1 = [random.At(_z)], bank2 = [0, 0, 0, random.At(RandomExpression.Switch)];
        var result = new double[outputs.Length];
        FunctionCompiler.Compile(_slots, outputs).Invoke(bank0, bank1, bank2, result);
        return result;
    }

    private static double[] InLanes(params double[] numbers) => [.. numbers.SelectMany(x => Enumerable.Repeat(x, LaneFunction.Width))];

    private static double Invoke(CompiledFunction function, double x, double y)
    {
        Span<double> output = stackalloc double[1];
        function.Invoke([x, y], [0], [0, 0, 0, 0], output);
        return output[0];
    }
}
