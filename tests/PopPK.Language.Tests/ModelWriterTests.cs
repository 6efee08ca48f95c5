using FsCheck;
using FsCheck.Fluent;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Language.Tests;

public sealed class ModelWriterTests
{
    public static TheoryData<string> Models =>
    [
        .. ModelText.RepositoryModels.Concat(Directory.GetFiles(RepositoryFiles.Path("tests", "PopPK.Language.Tests", "Cases", "good"), "*.poppk"))
            .Select(p => Path.GetRelativePath(RepositoryFiles.Root, p)),
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_written_model_is_read_as_the_same_model(string file)
    {
        var model = ModelText.ReadGood(File.ReadAllText(RepositoryFiles.Path(file)));
        var written = ModelText.Written(model);
        var again = ModelText.ReadGood(written);
        ModelEquality.AssertSame(model, again);
        Assert.Equal(written, ModelText.Written(again));
    }

    [Fact]
    public void Written_expressions_are_read_as_the_same_expressions()
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20240607, 3);
        var readCount = 0;
        Check.One(config, Prop.ForAll(ExpressionArbitrary(), expression =>
        {
            // Some have a divisor that is zero and are refused.
            if (ModelText.Read(ModelText.WithExpression(expression)).Model is { } model)
            {
                readCount++;
                ModelEquality.AssertSame(model, ModelText.ReadGood(ModelText.Written(model)));
            }
        }));
        Assert.True(readCount > 1800, $"only {readCount} expressions were read");
    }

    [Fact]
    public void Names_of_other_languages_become_words_of_this_one()
    {
        var model = ModelText.ReadGood(ModelText.WithExpression("a"));
        var foreign = new Symbol("THETA(1)");
        var time = new Symbol("t");
        var renamed = model with
        {
            Name = "run-12",
            FixedEffects = [new FixedEffect(foreign, 2), new FixedEffect(time, 3)],
            Individual = [new Definition(new Symbol("THETA_1_"), foreign * Expr.Of(time))],
            Covariates = [],
            Endpoints = [new Endpoint(foreign, time)],
        };
        var text = ModelText.Written(renamed);
        Assert.Contains("model \"run-12\"", text, StringComparison.Ordinal);
        var again = ModelText.ReadGood(text);
        Assert.Equal(["THETA_1_", "t_2"], again.FixedEffects.Select(f => f.Name));
        Assert.Equal("THETA_1__2", again.Individual[0].Name);
    }

    [Fact]
    public void A_divisor_is_written_as_the_divisor()
    {
        var model = ModelText.ReadGood(ModelText.WithExpression("a*(WT/70)^0.75"));
        Assert.Contains("y = a*(WT/70)^0.75", ModelText.Written(model), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 - a")]
    [InlineData("-a^2")]
    [InlineData("(-a)^2")]
    [InlineData("a^(-b*c)")]
    [InlineData("a^-b")]
    [InlineData("a - (b + c)")]
    [InlineData("a*(b + c)/(b*c)")]
    [InlineData("1/(a/b)")]
    [InlineData("2*if_")]
    [InlineData("if (a < b and not (b < c or a == 1)) 1 else if (SEX != 1) a else -b")]
    public void Expressions_are_written_with_as_few_parentheses_as_possible(string expression)
    {
        expression = expression.Replace("if_", "(if (a < b) a else b)", StringComparison.Ordinal);
        var model = ModelText.ReadGood(ModelText.WithExpression(expression));
        Assert.Contains($"y = {expression}\n", ModelText.Written(model), StringComparison.Ordinal);
    }

    [Fact]
    public void Titles_and_descriptions_keep_their_quotes()
    {
        var model = ModelText.ReadGood(ModelText.WithExpression("a")) with { Title = "the \"best\" model" };
        Assert.Equal(model.Title, ModelText.ReadGood(ModelText.Written(model)).Title);
    }

    private static Arbitrary<string> ExpressionArbitrary() => Gen.Sized(size => Expressions(Math.Min(size, 24))).ToArbitrary();

    private static Gen<string> Expressions(int size)
    {
        var leaves = Gen.Elements("a", "b", "c", "WT", "SEX", "2", "70", "0.75", "1e-3", "1");
        if (size <= 1)
        {
            return leaves;
        }

        var half = Expressions(size / 2);
        return Gen.OneOf(
            leaves,
            from x in half from y in half from o in Gen.Elements("+", "-", "*", "/") select $"{x} {o} {y}",
            from x in half from y in half from o in Gen.Elements("+", "-", "*", "^") select $"({x}) {o} ({y})",
            from x in half select $"-({x})",
            from x in half from f in Gen.Elements("exp", "log", "sqrt", "expit", "normcdf", "lgamma") select $"{f}(a + {x})",
            from x in half from y in half from o in Gen.Elements("<", ">=", "==", "!=") select $"(if (a {o} {x} and not ({y} > 1)) {x} else {y})");
    }
}
