using PopPK.Language.Poppk.Syntax;
using Xunit;

namespace PopPK.Language.Tests;

public sealed class ParserTests
{
    [Fact]
    public void The_syntax_printer_shows_the_tree()
    {
        var reading = ModelText.Read("""
            model m "title"
              data "d.csv" where SD == 1 drop A, B rename DV = LNDV
              method fo, laplace-nointer, agq(5)
            parameters
              cl = 1 in [0, inf) fixed "clearance" [L/h]
            variability by OCC within ID
              e1, e2 ~ [1; 0, 1] fixed
              e3 ~ sd 0.3
              e4, e5 ~ same e1, e2
            priors
              cl ~ normal(1, sd 0.1)
              e1, e2 ~ inverse_wishart([1; 0, 1], 4)
            mixture POP
              slow = 0.3
              fast = rest
            covariates
              WT linear [kg], SEX in {0: f, 1: m}
            individual
              y = if (WT > 70) -cl else exp(cl) [L]
            structure
              one_compartment(cl, v = y)
              d/dt x = -x
              lag(x) = 1
              solver stiff, rtol = 1e-8
            observations
              DV[SEX == 1] ~ normal(x, 1)
                censored by CENS using m4
              correlation(x, y) = 0.5
            """);
        Assert.Equal("""
            model text
              section model m
                title "title"
                data "d.csv"
                where
                  equal
                    name SD
                    number 1
                drop A, B
                rename DV = LNDV
                method fo, laplace-nointer, agq(5)
              section parameters
                parameter cl = 1 in [0, Infinity) fixed "clearance" [L/h]
              section variability by OCC within ID
                random e1, e2 ~ [1; 0, 1] fixed
                random e3 ~ sd 0.3
                random e4, e5 ~ same e1, e2
              section priors
                prior cl ~ normal(1; sd 0.1)
                prior e1, e2 ~ inverse_wishart([1; 0, 1], 4)
              section mixture POP
                class slow
                  number 0.3
                class fast
                  name rest
              section covariates
                covariate WT linear [kg]
                covariate SEX
                  category 0 f
                  category 1 m
              section individual
                define y [L]
                  if
                    greater
                      name WT
                      number 70
                    minus
                      name cl
                    call exp
                      argument
                        name cl
              section structure
                closed form
                  call one_compartment
                    argument
                      name cl
                    argument v
                      name y
                equation d/dt x
                  minus
                    name x
                property lag of x
                  number 1
                solver stiff, rtol = 1E-08
              section observations
                observation DV
                  equal
                    name SEX
                    number 1
                  call normal
                    argument
                      name x
                    argument
                      number 1
                  censored by
                    name CENS
                  censored using
                    name m4
                correlation
                  call correlation
                    argument
                      name x
                    argument
                      name y
                  number 0.5

            """, SyntaxPrinter.Print(reading.Syntax));
    }

    [Fact]
    public void Spans_cover_what_they_name()
    {
        var reading = ModelText.Read("model m\nindividual\n  y = exp( a + b )\n");
        var definition = Assert.IsType<IndividualSyntax>(reading.Syntax.Sections[1]).Definitions[0];
        Assert.Equal("y = exp( a + b )", reading.Source.TextOf(definition.Span));
        var call = Assert.IsType<CallExpressionSyntax>(definition.Value);
        Assert.Equal("a + b", reading.Source.TextOf(call.Arguments[0].Span));
    }

    [Fact]
    public void Indentation_and_layout_do_not_change_the_model()
    {
        const string Spread = "model m\nparameters\n  a = 1 in (0,\n 2)\n\nindividual\n  y = (a\n+ 1)\nobservations\nDV ~\n  normal(y,\n 1)\n";
        const string Dense = "model m\nparameters a = 1 in (0, 2)\nindividual y = a + 1\nobservations DV ~ normal(y, 1)";
        const string Indented = "  model m\n  parameters\n  a = 1 in (0, 2)\n  individual\n  y = a + 1\n  observations\n  DV ~ normal(y, 1)";
        var expected = ModelText.ReadGood(Dense);
        ModelEquality.AssertSame(expected, ModelText.ReadGood(Spread));
        ModelEquality.AssertSame(expected, ModelText.ReadGood(Indented));
        ModelEquality.AssertSame(expected, ModelText.ReadGood(Indented.Replace("\n", "\r\n", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_mistake_in_one_statement_leaves_the_others_alone()
    {
        var reading = ModelText.Read("model m\nparameters\n  a = = 1\n  b = 2\nindividual\n  y = a*(b\n  z = b +* 2\n  w = y + z\nobservations\n  DV ~ normal(w, )\n");
        Assert.Equal([3, 6, 7, 10], reading.Diagnostics.Select(d => reading.Source.PositionOf(((Text.TextLocation)d.Location!).Span.Start).Line));
    }
}
