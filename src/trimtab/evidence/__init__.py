"""What a judgement rests on: who said it, when, where; and how it fades."""
