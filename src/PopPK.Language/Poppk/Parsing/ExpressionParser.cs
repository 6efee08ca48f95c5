using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Text;

namespace PopPK.Language.Poppk.Parsing;

/// <summary>
/// Reads expressions by recursive descent; from loose to tight: <c>if else</c>, <c>or</c>, <c>and</c>, <c>not</c>,
/// comparisons, <c>+ -</c>, <c>* /</c>, sign, <c>^</c> (to the right).
/// </summary>
/// <param name="cursor">The tokens.</param>
internal sealed class ExpressionParser(TokenCursor cursor)
{
    // Enough for any model; small enough that neither reading nor a walk over the tree exhausts the stack.
    private const int MaximalNesting = 100;
    private const int MaximalDepth = 1000;
    private int _nesting;

    /// <summary>Reads an expression.</summary>
    /// <returns>The expression; a missing one after a failure, so that half of it is not taken for the whole.</returns>
    public ExpressionSyntax Parse()
    {
        var expression = cursor.IsWord("if") ? ParseConditional() : ParseOr();
        return cursor.HasFailed ? Missing() : expression;
    }

    /// <summary>Reads a condition and explains the usual slip, <c>=</c> for <c>==</c>.</summary>
    public ExpressionSyntax ParseCondition()
    {
        var condition = Parse();
        if (cursor.Current.Kind != TokenKind.Assign)
        {
            return condition;
        }

        cursor.FailExpected("a comparison", "to compare, write '=='");
        return Missing();
    }

    /// <summary>Reads the arguments of a call, from its opening to its closing parenthesis.</summary>
    /// <param name="function">The name in front.</param>
    public CallExpressionSyntax ParseCall(NameSyntax function)
    {
        var arguments = ImmutableArray.CreateBuilder<ArgumentSyntax>();
        cursor.Expect(TokenKind.OpenParenthesis, $"'(' after '{function.Text}'", $"write: {function.Text}(argument, ...)");
        while (!cursor.HasFailed && cursor.Current.Kind != TokenKind.CloseParenthesis)
        {
            arguments.Add(ParseArgument());
            if (!cursor.TryTake(TokenKind.Comma))
            {
                break;
            }
        }

        cursor.Expect(TokenKind.CloseParenthesis, $"',' or ')' in the arguments of '{function.Text}'", "is an operator or a comma missing?");
        if (cursor.HasFailed)
        {
            arguments.Add(new ArgumentSyntax(null, Missing(), Missing().Span));
        }

        return new CallExpressionSyntax(function, arguments.DrainToImmutable(), cursor.SpanFrom(function.Span.Start));
    }

    private ArgumentSyntax ParseArgument()
    {
        var start = cursor.Current.Span.Start;
        NameSyntax? name = null;
        if (cursor.Current.Kind == TokenKind.Identifier && cursor.Next.Kind == TokenKind.Assign)
        {
            var token = cursor.Take();
            name = new NameSyntax(token.Text, token.Span);
            cursor.Take();
        }

        var value = Parse();
        return new ArgumentSyntax(name, value, cursor.SpanFrom(start));
    }

    private ExpressionSyntax ParseConditional()
    {
        if (!TryNest())
        {
            return TooDeep();
        }

        var start = cursor.Take().Span.Start;
        cursor.Expect(TokenKind.OpenParenthesis, "'(' after 'if'", "write if (condition) value else value");
        var condition = ParseCondition();
        cursor.Expect(TokenKind.CloseParenthesis, "')' after the condition", "write if (condition) value else value");
        cursor.SkipLineEndsInside();
        var whenTrue = Parse();
        if (!cursor.TryTakeWord("else"))
        {
            cursor.FailExpected("'else'", "'if' chooses between two values, so it needs both: if (condition) value else value");
        }

        cursor.SkipLineEndsInside();
        var whenFalse = Parse();
        _nesting--;
        return Limited(new ConditionalExpressionSyntax(condition, whenTrue, whenFalse, cursor.SpanFrom(start)));
    }

    private ExpressionSyntax ParseOr() => ParseChain(ParseAnd, token => IsWord(token, "or") ? BinaryOperator.Or : null);

    private ExpressionSyntax ParseAnd() => ParseChain(ParseNot, token => IsWord(token, "and") ? BinaryOperator.And : null);

    private ExpressionSyntax ParseNot()
    {
        if (!cursor.IsWord("not"))
        {
            return ParseComparison();
        }

        return ParsePrefix(UnaryOperator.Not, ParseNot);
    }

    private ExpressionSyntax ParseComparison()
    {
        var left = ParseSum();
        if (ComparisonOf(cursor.Current) is not { } comparison)
        {
            return left;
        }

        cursor.Take();
        cursor.SkipLineEndsInside();
        var right = ParseSum();
        if (ComparisonOf(cursor.Current) is not null)
        {
            cursor.Fail(LanguageDiagnostics.ChainedComparison(cursor.At(cursor.Current.Span)));
        }

        return Join(comparison, left, right);
    }

    private ExpressionSyntax ParseSum() => ParseChain(ParseProduct, token => token.Kind switch
    {
        TokenKind.Plus => BinaryOperator.Add,
        TokenKind.Minus => BinaryOperator.Subtract,
        _ => null,
    });

    private ExpressionSyntax ParseProduct() => ParseChain(ParseSigned, token => token.Kind switch
    {
        TokenKind.Star => BinaryOperator.Multiply,
        TokenKind.Slash => BinaryOperator.Divide,
        _ => null,
    });

    private ExpressionSyntax ParseSigned() => cursor.Current.Kind switch
    {
        TokenKind.Minus => ParsePrefix(UnaryOperator.Minus, ParseSigned),
        TokenKind.Plus => ParsePrefix(UnaryOperator.Plus, ParseSigned),
        _ => ParsePower(),
    };

    private ExpressionSyntax ParsePower()
    {
        var @base = ParsePrimary();
        if (!cursor.TryTake(TokenKind.Caret))
        {
            return @base;
        }

        cursor.SkipLineEndsInside();
        if (!TryNest())
        {
            return TooDeep();
        }

        var exponent = ParseSigned();
        _nesting--;
        return Join(BinaryOperator.Power, @base, exponent);
    }

    private ExpressionSyntax ParsePrimary()
    {
        var token = cursor.Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                cursor.Take();
                return new NumberExpressionSyntax(token.Value, token.Span);
            case TokenKind.OpenParenthesis:
                return ParseParenthesis();
            case TokenKind.Identifier when Vocabulary.ExpressionWords.Contains(token.Text):
                cursor.FailExpected("a value", token.Text == "if" ? "put an 'if' inside a larger expression in parentheses" : "complete the expression in front of it");
                return Missing();
            case TokenKind.Identifier:
                cursor.Take();
                var name = new NameSyntax(token.Text, token.Span);
                return cursor.Current.Kind == TokenKind.OpenParenthesis ? ParseNestedCall(name) : new NameExpressionSyntax(name);
            default:
                cursor.FailExpected("a value", ValueAdvice(token));
                return Missing();
        }
    }

    private ExpressionSyntax ParseParenthesis()
    {
        if (!TryNest())
        {
            return TooDeep();
        }

        cursor.Take();
        var inner = Parse();
        cursor.Expect(TokenKind.CloseParenthesis, "')'", cursor.Current.Kind == TokenKind.Comma ? "numbers are written with a decimal point: 1.5" : "is an operator missing?");
        _nesting--;
        return inner;
    }

    private ExpressionSyntax ParseNestedCall(NameSyntax function)
    {
        if (!TryNest())
        {
            return TooDeep();
        }

        var call = ParseCall(function);
        _nesting--;
        return Limited(call);
    }

    private ExpressionSyntax ParsePrefix(UnaryOperator @operator, Func<ExpressionSyntax> parseOperand)
    {
        if (!TryNest())
        {
            return TooDeep();
        }

        var start = cursor.Take().Span.Start;
        cursor.SkipLineEndsInside();
        var operand = parseOperand();
        _nesting--;
        return Limited(new UnaryExpressionSyntax(@operator, operand, cursor.SpanFrom(start)));
    }

    private ExpressionSyntax ParseChain(Func<ExpressionSyntax> parseOperand, Func<Token, BinaryOperator?> operatorOf)
    {
        var left = parseOperand();
        while (operatorOf(cursor.Current) is { } @operator)
        {
            cursor.Take();
            cursor.SkipLineEndsInside();
            left = Join(@operator, left, parseOperand());
        }

        return left;
    }

    private ExpressionSyntax Join(BinaryOperator @operator, ExpressionSyntax left, ExpressionSyntax right) =>
        Limited(new BinaryExpressionSyntax(@operator, left, right, left.Span.Union(right.Span)));

    private bool TryNest()
    {
        if (_nesting >= MaximalNesting)
        {
            return false;
        }

        _nesting++;
        return true;
    }

    private ExpressionSyntax Limited(ExpressionSyntax expression) => expression.Depth > MaximalDepth ? TooDeep() : expression;

    private MissingExpressionSyntax TooDeep()
    {
        cursor.Fail(LanguageDiagnostics.TooDeep(cursor.At(cursor.Current.Span)));
        return Missing();
    }

    private MissingExpressionSyntax Missing() => new(new TextSpan(cursor.LastEnd, 0));

    private static bool IsWord(Token token, string word) => token.Kind == TokenKind.Identifier && token.Text == word;

    private static string ValueAdvice(Token token) => token.Kind switch
    {
        TokenKind.OpenBrace => "group with parentheses: if (condition) value else value",
        TokenKind.Text => "only numbers can be compared; give the values labels under 'covariates': SEX in {0: female, 1: male}",
        TokenKind.Assign => "a single '=' defines a name; to compare, write '=='",
        TokenKind.NewLine or TokenKind.EndOfFile => "complete the expression",
        TokenKind.Comma or TokenKind.CloseParenthesis or TokenKind.CloseBracket => "complete the expression in front of it",
        _ => "an operator needs a value on either side: a number, a name, or an expression in parentheses",
    };

    private static BinaryOperator? ComparisonOf(Token token) => token.Kind switch
    {
        TokenKind.EqualTo => BinaryOperator.Equal,
        TokenKind.NotEqualTo => BinaryOperator.NotEqual,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.LessOrEqual => BinaryOperator.LessOrEqual,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.GreaterOrEqual => BinaryOperator.GreaterOrEqual,
        _ => null,
    };
}
